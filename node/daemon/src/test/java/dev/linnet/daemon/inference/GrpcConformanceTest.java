package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.InferParameter;
import dev.linnet.proto.inference.InferTensorContents;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import dev.linnet.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.linnet.proto.inference.ModelInferResponse;
import dev.linnet.proto.inference.ModelMetadataRequest;
import dev.linnet.proto.inference.ModelMetadataResponse;
import dev.linnet.proto.inference.ModelReadyRequest;
import dev.linnet.proto.inference.ServerLiveRequest;
import dev.linnet.proto.inference.ServerMetadataRequest;
import dev.linnet.proto.inference.ServerMetadataResponse;
import dev.linnet.proto.inference.ServerReadyRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The six calls of {@code inference.GRPCInferenceService}, rule by rule. */
class GrpcConformanceTest {
  private Path root;
  private Doors doors;

  @BeforeEach
  void start(@TempDir Path root) throws Exception {
    this.root = root;
    doors = new Doors();
  }

  @AfterEach
  void stop() throws Exception {
    doors.close();
  }

  private void servePair() throws Exception {
    doors.serve(TestModel.pair(root, "1"));
  }

  @Test
  void anEmptyServerIsLiveReadyAndSaysWhatItIs() {
    assertThat(doors.grpc().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(serverReady()).isTrue();
    ServerMetadataResponse metadata =
        doors.grpc().serverMetadata(ServerMetadataRequest.getDefaultInstance());
    assertThat(metadata.getName()).isEqualTo("linnet");
    assertThat(metadata.getVersion()).isEqualTo(Doors.VERSION);
    assertThat(metadata.getExtensionsList()).containsExactly("binary_tensor_data");
  }

  @Test
  void aServerWhoseModelCannotServeIsLiveButNotReady() throws Exception {
    TestModel model = TestModel.pair(root, "1");
    doors.models().serve(model.manifest(), root.resolve("nowhere"), null);
    assertThat(doors.awaitChange()).startsWith("failed model.onnx: ");

    assertThat(doors.grpc().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(serverReady()).isFalse();
    assertThat(modelReady("pair", "")).isFalse();
    refused(Status.Code.UNAVAILABLE, pair(), "pair", "not ready");
    TestModel sequence = TestModel.sequence(root);
    doors.models().serve(sequence.manifest(), sequence.directory(), null);
    assertThat(doors.awaitChange()).contains("only tensors are served");
    refused(Status.Code.UNAVAILABLE, pair().setModelName("sequence"), "not ready");
    doors.models().stop(sequence.manifest().name());

    doors.serve(model);
    assertThat(serverReady()).isTrue();
  }

  /** What reflection tells of it. */
  @Test
  void theServiceIsDescribedAsTheProtocolHasIt() {
    ServiceDescriptor protocol = GRPCInferenceServiceGrpc.getServiceDescriptor();
    ServiceDescriptor bound =
        new InferenceGrpcService(doors.models(), Doors.VERSION, Runnable::run)
            .bindService()
            .getServiceDescriptor();
    assertThat(bound.getName()).isEqualTo(protocol.getName());
    assertThat(bound.getSchemaDescriptor()).isSameAs(protocol.getSchemaDescriptor());
    assertThat(methods(bound)).containsExactlyInAnyOrderElementsOf(methods(protocol));
  }

  private static List<String> methods(ServiceDescriptor service) {
    return service.getMethods().stream().map(MethodDescriptor::getFullMethodName).toList();
  }

  private boolean serverReady() {
    return doors.grpc().serverReady(ServerReadyRequest.getDefaultInstance()).getReady();
  }

  private boolean modelReady(String name, String version) {
    return doors
        .grpc()
        .modelReady(ModelReadyRequest.newBuilder().setName(name).setVersion(version).build())
        .getReady();
  }

  @Test
  void metadataNamesVersionsPlatformAndTensorsWithFreeSizesAsMinusOne() throws Exception {
    TestModel first = TestModel.pair(root, "1");
    doors.serve(first);
    doors.serve(TestModel.pair(root, "2"), first);

    ModelMetadataResponse metadata =
        doors.grpc().modelMetadata(ModelMetadataRequest.newBuilder().setName("pair").build());
    assertThat(metadata.getName()).isEqualTo("pair");
    assertThat(metadata.getVersionsList()).containsExactly("2", "1");
    assertThat(metadata.getPlatform()).isEqualTo("onnx_onnxv1");
    assertThat(metadata.getInputsList())
        .extracting(tensor -> tensor.getName() + tensor.getDatatype() + tensor.getShapeList())
        .containsExactly("aFP32[-1, 2]", "bINT64[-1]");
    assertThat(metadata.getOutputsList())
        .extracting(tensor -> tensor.getName() + tensor.getDatatype() + tensor.getShapeList())
        .containsExactly("a_outFP32[-1, 2]", "b_outINT64[-1]");
    assertThat(modelReady("pair", "")).isTrue();
    assertThat(modelReady("pair", "1")).isTrue();
    assertThat(modelReady("pair", "3")).isFalse();
  }

  @Test
  void rawInputsAreAnsweredRawWithTheIdAndTheVersion() throws Exception {
    servePair();
    ModelInferResponse answer =
        doors.grpc().modelInfer(pair().setId("q-17").setModelVersion("1").build());

    assertThat(answer.getModelName()).isEqualTo("pair");
    assertThat(answer.getModelVersion()).isEqualTo("1");
    assertThat(answer.getId()).isEqualTo("q-17");
    assertThat(answer.getOutputsList())
        .extracting(tensor -> tensor.getName() + tensor.getDatatype() + tensor.getShapeList())
        .containsExactly("a_outFP32[2, 2]", "b_outINT64[3]");
    assertThat(answer.getOutputsList()).noneMatch(output -> output.hasContents());
    assertThat(answer.getRawOutputContentsList())
        .containsExactly(floats(1, 2, 3, 4), longs(5, -6, 7));
  }

  /** More than any buffer of the network holds: it comes in pieces. */
  @Test
  void largeTensorsComeBackAsTheyWere() throws Exception {
    TestModel model = TestModel.identity(root, Datatype.FP32);
    doors.serve(model);
    for (int size : new int[] {100_000, 700_000, 1}) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = i;
      }
      ByteString raw = floats(values);
      ModelInferResponse answer =
          doors
              .grpc()
              .modelInfer(
                  ModelInferRequest.newBuilder()
                      .setModelName(model.manifest().name().value())
                      .addInputs(
                          InferInputTensor.newBuilder()
                              .setName("x")
                              .setDatatype("FP32")
                              .addShape(size))
                      .addRawInputContents(raw)
                      .build());
      assertThat(answer.getRawOutputContents(0).equals(raw)).as(size + " floats").isTrue();
    }
  }

  @Test
  void bytesThatAreNoRequestEndThatCallAlone() throws Exception {
    servePair();
    MethodDescriptor<byte[], byte[]> untyped =
        MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName())
            .build();
    byte[] cutOff = pair().build().toByteString().substring(0, 20).toByteArray();
    byte[] large = pair().setRawInputContents(0, floats(new float[50_000])).build().toByteArray();
    byte[] largeCutOff = Arrays.copyOf(large, large.length - 30);
    for (byte[] bytes :
        List.of(new byte[] {(byte) 0xff, 1, 2}, cutOff, new byte[100_000], largeCutOff)) {
      StatusRuntimeException refusal =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  ClientCalls.blockingUnaryCall(
                      doors.grpc().getChannel(), untyped, CallOptions.DEFAULT, bytes));
      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    }
    assertThat(doors.grpc().modelInfer(pair().build()).getModelVersion()).isEqualTo("1");
  }

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          return new byte[0];
        }
      };

  @Test
  void theServingVersionAnswersWhereNoneIsAskedFor() throws Exception {
    TestModel first = TestModel.pair(root, "1");
    doors.serve(first);
    doors.serve(TestModel.pair(root, "2"), first);
    assertThat(doors.grpc().modelInfer(pair().build()).getModelVersion()).isEqualTo("2");
    assertThat(doors.grpc().modelInfer(pair().setModelVersion("1").build()).getModelVersion())
        .isEqualTo("1");
  }

  @Test
  void outputsComeInTheOrderAskedFor() throws Exception {
    servePair();
    ModelInferResponse both =
        doors
            .grpc()
            .modelInfer(pair().addOutputs(output("b_out")).addOutputs(output("a_out")).build());
    assertThat(both.getOutputsList())
        .extracting(o -> o.getName())
        .containsExactly("b_out", "a_out");
    assertThat(both.getRawOutputContentsList())
        .containsExactly(longs(5, -6, 7), floats(1, 2, 3, 4));

    ModelInferResponse one = doors.grpc().modelInfer(pair().addOutputs(output("b_out")).build());
    assertThat(one.getOutputsList()).extracting(o -> o.getName()).containsExactly("b_out");
    assertThat(one.getRawOutputContentsCount()).isEqualTo(1);

    refused(Status.Code.INVALID_ARGUMENT, pair().addOutputs(output("z")), "'z'", "a_out");
  }

  @Test
  void inputsMayComeInAnyOrderBecauseTheyHaveNames() throws Exception {
    servePair();
    ModelInferResponse answer =
        doors
            .grpc()
            .modelInfer(
                ModelInferRequest.newBuilder()
                    .setModelName("pair")
                    .addInputs(input("b", "INT64", 3))
                    .addInputs(input("a", "FP32", 2, 2))
                    .addRawInputContents(longs(5, -6, 7))
                    .addRawInputContents(floats(1, 2, 3, 4))
                    .build());
    assertThat(answer.getRawOutputContentsList())
        .containsExactly(floats(1, 2, 3, 4), longs(5, -6, 7));
  }

  @Test
  void typedContentsAreTakenForEveryDatatypeThatHasThem() throws Exception {
    Map<Datatype, InferTensorContents.Builder> typed = new EnumMap<>(unsignedContents());
    typed.putAll(
        Map.of(
            Datatype.BOOL, contents().addBoolContents(true).addBoolContents(false),
            Datatype.INT8, contents().addIntContents(-128).addIntContents(127),
            Datatype.INT16, contents().addIntContents(-32768).addIntContents(32767),
            Datatype.INT32, contents().addIntContents(Integer.MIN_VALUE).addIntContents(1),
            Datatype.INT64, contents().addInt64Contents(Long.MIN_VALUE).addInt64Contents(1),
            Datatype.UINT8, contents().addUintContents(0).addUintContents(255),
            Datatype.FP32, contents().addFp32Contents(1.5f).addFp32Contents(-2),
            Datatype.FP64, contents().addFp64Contents(1.5).addFp64Contents(-2),
            Datatype.BYTES,
                contents()
                    .addBytesContents(ByteString.copyFromUtf8("grün"))
                    .addBytesContents(ByteString.EMPTY)));
    Map<Datatype, ByteString> raw = new EnumMap<>(unsignedRaw());
    raw.putAll(
        Map.of(
            Datatype.BOOL, bytes(1, 0),
            Datatype.INT8, bytes(-128, 127),
            Datatype.INT16, bytes(0x00, 0x80, 0xff, 0x7f),
            Datatype.INT32, bytes(0, 0, 0, 0x80, 1, 0, 0, 0),
            Datatype.INT64, longs(Long.MIN_VALUE, 1),
            Datatype.UINT8, bytes(0, 255),
            Datatype.FP32, floats(1.5f, -2),
            Datatype.FP64, ByteString.copyFrom(buffer(16).putDouble(1.5).putDouble(-2).flip()),
            Datatype.BYTES,
                bytes(5, 0, 0, 0)
                    .concat(ByteString.copyFrom("grün", StandardCharsets.UTF_8))
                    .concat(bytes(0, 0, 0, 0))));
    for (Datatype datatype : typed.keySet()) {
      doors.serve(TestModel.identity(root, datatype));
      ModelInferRequest.Builder request = identity(datatype);
      request.getInputsBuilder(0).setContents(typed.get(datatype));
      assertThat(doors.grpc().modelInfer(request.build()).getRawOutputContentsList())
          .as("%s typed", datatype)
          .containsExactly(raw.get(datatype));
      assertThat(
              doors
                  .grpc()
                  .modelInfer(identity(datatype).addRawInputContents(raw.get(datatype)).build())
                  .getRawOutputContentsList())
          .as("%s raw", datatype)
          .containsExactly(raw.get(datatype));
    }
  }

  private static Map<Datatype, InferTensorContents.Builder> unsignedContents() {
    return Map.of(
        Datatype.UINT16, contents().addUintContents(0x8000).addUintContents(0xffff),
        Datatype.UINT32, contents().addUintContents(0x8000_0000).addUintContents(-1),
        Datatype.UINT64, contents().addUint64Contents(Long.MIN_VALUE).addUint64Contents(-1));
  }

  private static Map<Datatype, ByteString> unsignedRaw() {
    return Map.of(
        Datatype.UINT16, bytes(0, 0x80, 0xff, 0xff),
        Datatype.UINT32, bytes(0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff),
        Datatype.UINT64, longs(Long.MIN_VALUE, -1));
  }

  @Test
  void typedContentsGiveTheAnswerOfRawOnesAndUnknownParametersAreIgnored() throws Exception {
    servePair();
    ModelInferRequest.Builder typed = pair().setId("q").clearRawInputContents();
    typed.getInputsBuilder(0).setContents(contents().addAllFp32Contents(List.of(1f, 2f, 3f, 4f)));
    typed.getInputsBuilder(1).setContents(contents().addAllInt64Contents(List.of(5L, -6L, 7L)));
    typed.putParameters("priority", InferParameter.newBuilder().setInt64Param(1).build());
    assertThat(doors.grpc().modelInfer(typed.build()))
        .isEqualTo(doors.grpc().modelInfer(pair().setId("q").build()));
  }

  @Test
  void parametersThatChangeTheMeaningAreNotSupported() throws Exception {
    servePair();
    ModelInferRequest.Builder shared = pair();
    shared
        .getInputsBuilder(0)
        .putParameters(
            "shared_memory_region", InferParameter.newBuilder().setStringParam("r").build());
    refused(Status.Code.UNIMPLEMENTED, shared, "'a'", "'shared_memory_region' is not supported");
  }

  @Test
  void halfFloatsExistOnlyRaw() throws Exception {
    for (Datatype datatype : List.of(Datatype.FP16, Datatype.BF16)) {
      doors.serve(TestModel.identity(root, datatype));
      ByteString raw = bytes(0x00, 0x3c, 0x80, 0xbf);
      assertThat(
              doors
                  .grpc()
                  .modelInfer(identity(datatype).addRawInputContents(raw).build())
                  .getRawOutputContentsList())
          .containsExactly(raw);
      ModelInferRequest.Builder typed = identity(datatype);
      typed.getInputsBuilder(0).setContents(contents().addFp32Contents(1).addFp32Contents(2));
      refused(Status.Code.INVALID_ARGUMENT, typed, "'x'", "raw_input_contents");
    }
  }

  @Test
  void rawAndTypedMayNotBeMixed() throws Exception {
    servePair();
    ModelInferRequest.Builder mixed = pair();
    mixed.getInputsBuilder(1).setContents(contents().addInt64Contents(1));
    refused(Status.Code.INVALID_ARGUMENT, mixed, "'b'", "raw_input_contents");

    ModelInferRequest.Builder oneShort = pair().clearRawInputContents();
    oneShort.addRawInputContents(floats(1, 2, 3, 4));
    refused(Status.Code.INVALID_ARGUMENT, oneShort, "raw_input_contents", "1 entries");
    refused(
        Status.Code.INVALID_ARGUMENT,
        pair().addRawInputContents(longs(1)),
        "has 3 entries for 2 inputs");
  }

  @Test
  void whatDoesNotFitNamesTheInput() throws Exception {
    servePair();
    refused(
        Status.Code.INVALID_ARGUMENT,
        pair().setInputs(0, input("a", "FP32", 2, 3)),
        "'a'",
        "[2, 3]",
        "[-1, 2]");
    refused(
        Status.Code.INVALID_ARGUMENT,
        pair().setInputs(0, input("a", "FP32", 3, 2)),
        "'a'",
        "16 bytes");
    refused(
        Status.Code.INVALID_ARGUMENT, pair().setInputs(0, input("a", "FP64", 2, 2)), "'a'", "FP32");
    refused(
        Status.Code.INVALID_ARGUMENT, pair().setInputs(0, input("a", "FP8", 2, 2)), "'a'", "FP8");
    refused(
        Status.Code.INVALID_ARGUMENT, pair().setInputs(0, input("c", "FP32", 2, 2)), "'c'", "a, b");
    refused(Status.Code.INVALID_ARGUMENT, pair().setInputs(0, input("b", "INT64", 2)), "'b'");
    refused(
        Status.Code.INVALID_ARGUMENT,
        pair().setInputs(0, input("a", "FP32", Long.MAX_VALUE, 2)),
        "'a'");
    refused(Status.Code.INVALID_ARGUMENT, pair().setInputs(0, input("a", "FP32", -2, 2)), "'a'");
    ModelInferRequest.Builder withoutB = pair();
    withoutB.removeInputs(1).clearRawInputContents().addRawInputContents(floats(1, 2, 3, 4));
    refused(Status.Code.INVALID_ARGUMENT, withoutB, "'b'", "missing");
  }

  @Test
  void fieldsThatNobodyKnowsArePassedOver() throws Exception {
    servePair();
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(1_000, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    ModelInferRequest.Builder request = pair().setUnknownFields(unknown);
    request.getInputsBuilder(0).setUnknownFields(unknown);

    assertThat(doors.grpc().modelInfer(request.build()).getRawOutputContentsList())
        .isEqualTo(doors.grpc().modelInfer(pair().build()).getRawOutputContentsList());
  }

  @Test
  void typedContentsInTheWrongListOrOutOfRangeAreRefused() throws Exception {
    doors.serve(TestModel.identity(root, Datatype.INT8));
    ModelInferRequest.Builder wrongList = identity(Datatype.INT8);
    wrongList.getInputsBuilder(0).setContents(contents().addFp32Contents(1).addFp32Contents(2));
    refused(Status.Code.INVALID_ARGUMENT, wrongList, "'x'", "INT8");
    ModelInferRequest.Builder tooLarge = identity(Datatype.INT8);
    tooLarge.getInputsBuilder(0).setContents(contents().addIntContents(128).addIntContents(1));
    refused(Status.Code.INVALID_ARGUMENT, tooLarge, "'x'", "128 is no INT8");
  }

  @Test
  void rawTruthValuesAndStringsAreChecked() throws Exception {
    doors.serve(TestModel.identity(root, Datatype.BOOL));
    refused(
        Status.Code.INVALID_ARGUMENT,
        identity(Datatype.BOOL).addRawInputContents(bytes(1, 2)),
        "'x'",
        "0 or 1");
    doors.serve(TestModel.identity(root, Datatype.BYTES));
    refused(
        Status.Code.INVALID_ARGUMENT,
        identity(Datatype.BYTES).addRawInputContents(bytes(9, 0, 0, 0, 'a')),
        "'x'",
        "cut off");
    refused(
        Status.Code.INVALID_ARGUMENT,
        identity(Datatype.BYTES).addRawInputContents(bytes(1, 0, 0, 0, 'a')),
        "'x'",
        "1 strings");
    refused(
        Status.Code.INVALID_ARGUMENT,
        identity(Datatype.BYTES).addRawInputContents(bytes(1, 0, 0, 0, 0xff, 0, 0, 0, 0)),
        "'x'",
        "UTF-8");
  }

  @Test
  void unknownModelsAndVersionsAreNotFound() throws Exception {
    servePair();
    refused(Status.Code.NOT_FOUND, pair().setModelName("other"), "'other'");
    refused(Status.Code.NOT_FOUND, pair().setModelName("no/model"), "'no/model'");
    refused(Status.Code.NOT_FOUND, pair().setModelVersion("9"), "'9'");
    assertThat(
            catchThrowableOfType(StatusRuntimeException.class, () -> modelReady("other", ""))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void aFailureInTheRuntimeIsInternal() throws Exception {
    doors.serve(TestModel.lookup(root));
    refused(
        Status.Code.INTERNAL,
        ModelInferRequest.newBuilder()
            .setModelName("lookup")
            .addInputs(input("i", "INT64", 1))
            .addRawInputContents(longs(5)),
        "Gather");
  }

  private void refused(Status.Code code, ModelInferRequest.Builder request, String... texts) {
    StatusRuntimeException e =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> doors.grpc().modelInfer(request.build()));
    assertThat(e).isNotNull();
    assertThat(e.getStatus().getCode()).as("%s", e).isEqualTo(code);
    assertThat(e.getStatus().getDescription()).contains(texts).doesNotContain("\n");
  }

  private static ModelInferRequest.Builder pair() {
    return ModelInferRequest.newBuilder()
        .setModelName("pair")
        .addInputs(input("a", "FP32", 2, 2))
        .addInputs(input("b", "INT64", 3))
        .addRawInputContents(floats(1, 2, 3, 4))
        .addRawInputContents(longs(5, -6, 7));
  }

  /** Two elements are still to be given. */
  private static ModelInferRequest.Builder identity(Datatype datatype) {
    return ModelInferRequest.newBuilder()
        .setModelName("identity-" + datatype.name().toLowerCase())
        .addInputs(input("x", datatype.name(), 2));
  }

  private static InferInputTensor.Builder input(String name, String datatype, long... shape) {
    InferInputTensor.Builder input =
        InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
    for (long size : shape) {
      input.addShape(size);
    }
    return input;
  }

  private static InferRequestedOutputTensor.Builder output(String name) {
    return InferRequestedOutputTensor.newBuilder().setName(name);
  }

  private static InferTensorContents.Builder contents() {
    return InferTensorContents.newBuilder();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteString floats(float... values) {
    ByteBuffer out = buffer(4 * values.length);
    for (float value : values) {
      out.putFloat(value);
    }
    return ByteString.copyFrom(out.flip());
  }

  private static ByteString longs(long... values) {
    ByteBuffer out = buffer(8 * values.length);
    for (long value : values) {
      out.putLong(value);
    }
    return ByteString.copyFrom(out.flip());
  }

  private static ByteString bytes(int... values) {
    ByteBuffer out = buffer(values.length);
    for (int value : values) {
      out.put((byte) value);
    }
    return ByteString.copyFrom(out.flip());
  }
}
