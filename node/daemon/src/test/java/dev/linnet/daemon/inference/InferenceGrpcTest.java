package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestListener;
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
import dev.linnet.proto.inference.ServerReadyRequest;
import dev.linnet.proto.onnx.TensorProto;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceGrpcTest {
  private final TestListener told = new TestListener();
  private Path root;
  private ModelServer models;
  private Server server;
  private ManagedChannel channel;
  private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client;

  @BeforeEach
  void start(@TempDir Path root) throws Exception {
    this.root = root;
    models = new ModelServer(ServingConfig.defaults(RuntimeOptions.small()), told);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(new InferenceGrpcService(models, "1.2.3"))
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    serve(TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}}));
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    models.close();
  }

  private void serve(TestModel model) throws InterruptedException {
    models.serve(model.manifest(), model.directory(), null);
    told.awaitStarted(model);
  }

  private static ModelInferRequest.Builder request(String model, InferInputTensor.Builder input) {
    return ModelInferRequest.newBuilder().setModelName(model).addInputs(input);
  }

  private static InferInputTensor.Builder x(String datatype, long... shape) {
    InferInputTensor.Builder input =
        InferInputTensor.newBuilder().setName("x").setDatatype(datatype);
    for (long size : shape) {
      input.addShape(size);
    }
    return input;
  }

  private static ByteString floats(float... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return ByteString.copyFrom(raw.flip());
  }

  private void assertStatus(Status.Code code, ModelInferRequest.Builder request, String text) {
    assertThatThrownBy(() -> client.modelInfer(request.build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .hasMessageContaining(text);
  }

  @Test
  void serverAndModelsTellWhatTheyAre() {
    assertThat(client.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(client.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    var about = client.serverMetadata(ServerMetadataRequest.getDefaultInstance());
    assertThat(about.getName() + " " + about.getVersion()).isEqualTo("linnet 1.2.3");
    assertThat(about.getExtensionsList()).containsExactly("binary_tensor_data");
    ModelReadyRequest ready = ModelReadyRequest.newBuilder().setName("classifier").build();
    assertThat(client.modelReady(ready).getReady()).isTrue();
    assertThat(client.modelReady(ready.toBuilder().setVersion("9").build()).getReady()).isFalse();
    ModelMetadataResponse model =
        client.modelMetadata(ModelMetadataRequest.newBuilder().setName("classifier").build());
    assertThat(model.getPlatform()).isEqualTo("onnx_onnxv1");
    assertThat(model.getVersionsList()).containsExactly("1");
    assertThat(model.getInputs(0).getName()).isEqualTo("x");
    assertThat(model.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(model.getInputs(0).getShapeList()).isEqualTo(List.of(-1L, 2L));
    assertThat(model.getOutputs(0).getName()).isEqualTo("scores");
  }

  @Test
  void rawAndTypedInputsGiveTheSameRawAnswer() {
    InferTensorContents typed =
        InferTensorContents.newBuilder().addFp32Contents(2.5f).addFp32Contents(-1).build();
    ModelInferRequest.Builder raw =
        request("classifier", x("FP32", 1, 2))
            .setId("q")
            .putParameters("priority", InferParameter.newBuilder().setInt64Param(1).build())
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("scores"))
            .addRawInputContents(floats(2.5f, -1));
    ModelInferResponse answer = client.modelInfer(raw.build());
    assertThat(answer.getId()).isEqualTo("q");
    assertThat(answer.getModelName()).isEqualTo("classifier");
    assertThat(answer.getModelVersion()).isEqualTo("1");
    assertThat(answer.getOutputs(0).getShapeList()).isEqualTo(List.of(1L, 2L));
    assertThat(answer.getOutputs(0).hasContents()).isFalse();
    assertThat(answer.getRawOutputContentsList()).containsExactly(floats(2.5f, -1));
    ModelInferResponse other =
        client.modelInfer(
            request("classifier", x("FP32", 1, 2).setContents(typed)).setId("q").build());
    assertThat(other).isEqualTo(answer);
  }

  @Test
  void rulesOfRawAndTypedContentsAreKept() {
    Status.Code invalid = Status.Code.INVALID_ARGUMENT;
    InferTensorContents two =
        InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(2).build();
    assertStatus(
        invalid,
        request("classifier", x("FP32", 1, 2).setContents(two)).addRawInputContents(floats(1, 2)),
        "has contents beside raw_input_contents");
    assertStatus(
        invalid,
        request("classifier", x("FP32", 1, 2))
            .addRawInputContents(floats(1, 2))
            .addRawInputContents(floats(1, 2)),
        "has 2 entries for 1 inputs");
    assertStatus(
        invalid,
        request("classifier", x("FP32", 1, 2)).addRawInputContents(floats(1)),
        "has 4 bytes, its shape needs 2 elements of 4");
    assertStatus(
        invalid,
        request("classifier", x("INT32", 1, 2).setContents(two)),
        "its contents are not in the list of INT32");
    assertStatus(
        invalid,
        request("classifier", x("FP16", 1, 2).setContents(two)),
        "FP16 is sent in raw_input_contents only");
    assertStatus(
        invalid,
        request(
            "classifier",
            x("INT8", 1).setContents(InferTensorContents.newBuilder().addIntContents(300))),
        "300 is no INT8");
    assertStatus(
        invalid,
        request("classifier", x("BOOL", 1))
            .addRawInputContents(ByteString.copyFrom(new byte[] {2})),
        "a BOOL is a byte of 0 or 1");
    assertStatus(
        invalid,
        request("classifier", x("BYTES", 1))
            .addRawInputContents(ByteString.copyFrom(new byte[] {9, 0, 0, 0, 'a'})),
        "string 0 is cut off");
    assertStatus(
        invalid,
        request("classifier", x("BYTES", 1))
            .addRawInputContents(ByteString.copyFrom(new byte[] {1, 0, 0, 0, (byte) 0xff})),
        "a string is not UTF-8");
    assertStatus(
        Status.Code.UNIMPLEMENTED,
        request(
            "classifier",
            x("FP32", 1, 2)
                .putParameters(
                    "shared_memory_region",
                    InferParameter.newBuilder().setStringParam("r").build())),
        "'shared_memory_region' is not supported");
  }

  @Test
  void whatIsNotThereIsNotFoundAndAFailureOfTheModelIsInternal() throws Exception {
    assertStatus(Status.Code.NOT_FOUND, request("other", x("FP32", 1, 2)), "no model 'other'");
    assertStatus(
        Status.Code.NOT_FOUND,
        request("classifier", x("FP32", 1, 2)).setModelVersion("9"),
        "no version '9'");
    serve(TestModel.lookup(root));
    assertStatus(
        Status.Code.INTERNAL,
        request(
            "lookup",
            x("INT64", 1)
                .setName("i")
                .setContents(InferTensorContents.newBuilder().addInt64Contents(5))),
        "out of data bounds");
    TestModel sequence = TestModel.sequence(root);
    models.serve(sequence.manifest(), sequence.directory(), null);
    told.awaitChange();
    assertStatus(Status.Code.UNAVAILABLE, request("sequence", x("FP32", 1)), "not ready");
    assertThat(client.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isFalse();
  }

  @Test
  void stringsTravelAfterTheirLength() throws Exception {
    serve(TestModel.identity(root, TensorProto.DataType.STRING_VALUE));
    ByteString raw = ByteString.copyFrom(new byte[] {2, 0, 0, 0, 'h', 'i', 0, 0, 0, 0});
    InferTensorContents typed =
        InferTensorContents.newBuilder()
            .addBytesContents(ByteString.copyFromUtf8("hi"))
            .addBytesContents(ByteString.EMPTY)
            .build();
    assertThat(
            client
                .modelInfer(request("identity", x("BYTES", 2)).addRawInputContents(raw).build())
                .getRawOutputContentsList())
        .containsExactly(raw);
    assertThat(
            client
                .modelInfer(request("identity", x("BYTES", 2).setContents(typed)).build())
                .getRawOutputContentsList())
        .containsExactly(raw);
  }

  @Test
  void halfFloatsTravelRaw() throws Exception {
    serve(TestModel.identity(root, TensorProto.DataType.FLOAT16_VALUE));
    ByteString raw = ByteString.copyFrom(new byte[] {0, 0x3c, 0, 0x7c});
    assertThat(
            client
                .modelInfer(request("identity", x("FP16", 2)).addRawInputContents(raw).build())
                .getRawOutputContentsList())
        .containsExactly(raw);
  }
}
