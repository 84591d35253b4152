package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.linnet.daemon.serving.Batching;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub;
import dev.linnet.proto.inference.InferTensorContents;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import dev.linnet.proto.inference.ModelInferResponse;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.HostileHttp2;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.search.RequiredSearch;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More requests than a server answers, and larger ones than it has memory for. */
class OverloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MEMORY = 1 << 20;
  private static final int SIDE = 400;

  private final ServingConfig config = ServingConfig.defaults(RuntimeOptions.small());
  private Path root;
  private @Nullable Doors doors;

  @BeforeEach
  void start(@TempDir Path root) {
    this.root = root;
  }

  @AfterEach
  void stop() throws Exception {
    doors().close();
  }

  private Doors doors() {
    return Objects.requireNonNull(doors, "serve a model first");
  }

  private TestModel serve(ServingConfig config, TestModel model) throws Exception {
    doors = new Doors(config);
    doors().serve(model);
    return model;
  }

  private static ModelInferRequest raw(TestModel model, ByteString bytes, long... shape) {
    return request(model, "FP32", shape).addRawInputContents(bytes).build();
  }

  private static ModelInferRequest.Builder request(
      TestModel model, String datatype, long... shape) {
    InferInputTensor.Builder x = InferInputTensor.newBuilder().setName("x").setDatatype(datatype);
    for (long size : shape) {
      x.addShape(size);
    }
    return ModelInferRequest.newBuilder()
        .setModelName(model.manifest().name().value())
        .addInputs(x);
  }

  private static ByteString zeros(int bytes) {
    return ByteString.copyFrom(new byte[bytes]);
  }

  private List<ListenableFuture<ModelInferResponse>> ask(ModelInferRequest request, int times) {
    GRPCInferenceServiceFutureStub stub =
        GRPCInferenceServiceGrpc.newFutureStub(doors().channel())
            .withDeadlineAfter(2, TimeUnit.MINUTES);
    List<ListenableFuture<ModelInferResponse>> asked = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      asked.add(stub.modelInfer(request));
    }
    return asked;
  }

  private TestModel serveSlow(int most, int rounds) throws Exception {
    return serve(config.withMostUnderWay(most), TestModel.power(root, rounds));
  }

  private TestModel serveClassifier(ServingConfig config, Batching batching) throws Exception {
    return serve(
        config.with(Map.of("classifier", batching), true),
        TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}}));
  }

  private static ModelInferRequest slow(TestModel model) {
    return raw(model, zeros(SIDE * SIDE * Float.BYTES), SIDE, SIDE);
  }

  /**
   * Who is let in waits two seconds for a batch that does not fill, and the others come meanwhile.
   */
  @Test
  void moreThanMayBeUnderWayAreRefusedAndTheOthersAnswered() throws Exception {
    Batching patient = new Batching(1_000, Duration.ofSeconds(2));
    TestModel model = serveClassifier(config.withMostUnderWay(20), patient);
    int refused = 0;
    List<ListenableFuture<ModelInferResponse>> asked = ask(raw(model, zeros(8), 1, 2), 60);
    for (ListenableFuture<ModelInferResponse> each : asked) {
      try {
        each.get();
      } catch (ExecutionException e) {
        Status status = Status.fromThrowable(e);
        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getDescription()).contains("inferences run and").contains("wait");
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 40);
    assertThat(refusals("classifier").counter().count()).isEqualTo(refused);
    assertNothingIsHeld();
  }

  /** More than there are threads wait for a batch that does not fill. */
  @Test
  void inferencesThatWaitHoldUpNobodyElse() throws Exception {
    TestModel model = serveClassifier(config, new Batching(1_000, Duration.ofMinutes(10)));
    List<ListenableFuture<ModelInferResponse>> asked = ask(raw(model, zeros(8), 1, 2), 30);
    assertThat(
            HealthGrpc.newBlockingStub(doors().channel())
                .withDeadlineAfter(PATIENCE)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    assertThat(asked).noneMatch(ListenableFuture::isDone);
    asked.forEach(each -> each.cancel(true));
  }

  private RequiredSearch refusals(String model) {
    return doors()
        .meters()
        .get("linnet.inference.requests")
        .tags("model", model, "code", "RESOURCE_EXHAUSTED");
  }

  private void assertNothingIsHeld() {
    Await.until(
        () -> "all memory is given back, of " + doors().models().memory().takenBytes(),
        PATIENCE,
        () -> doors().models().memory().takenBytes() == 0);
  }

  @Test
  void callsThatNobodyWaitsForAnyMoreAreNotRun() throws Exception {
    TestModel model = serveSlow(64, 200);
    List<ListenableFuture<ModelInferResponse>> asked = ask(slow(model), 60);
    Await.until(
        "all are there",
        PATIENCE,
        () -> doors().meters().get("linnet.inference.queue.length").gauge().value() > 40);
    long before = answered();
    asked.forEach(each -> each.cancel(true));
    Await.until("another is answered", PATIENCE, () -> isAnswered(slow(model)));
    assertThat(answered() - before).isLessThan(20);
    assertNothingIsHeld();
  }

  /** Those that run already may take longer than one waits for its turn, on a busy machine. */
  private boolean isAnswered(ModelInferRequest request) {
    try {
      return doors().grpc().modelInfer(request).getModelVersion().equals("1");
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      return false;
    }
  }

  private long answered() {
    return doors().models().models().get(0).answered();
  }

  /** As clients of other languages send them; Java's own ends such a call before it leaves. */
  @ParameterizedTest
  @ValueSource(strings = {"0n", "1n"})
  void deadlineThatIsOverAsTheCallComesLeavesNothingBehind(String timeout) throws Exception {
    TestModel model = serveSlow(64, 20);
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), timeout);
    GRPCInferenceServiceFutureStub stub =
        GRPCInferenceServiceGrpc.newFutureStub(doors().channel())
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    List<ListenableFuture<ModelInferResponse>> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asked.add(stub.modelInfer(slow(model)));
    }
    for (ListenableFuture<ModelInferResponse> each : asked) {
      ExecutionException over =
          catchThrowableOfType(
              ExecutionException.class, () -> each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      assertThat(Status.fromThrowable(over).getCode())
          .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);
    }
    assertNothingIsHeld();
    assertThat(doors().grpc().modelInfer(slow(model)).getModelVersion()).isEqualTo("1");
    assertNothingIsHeld();
  }

  private void refused(ModelInferRequest request, String text) {
    Status status =
        catchThrowableOfType(StatusRuntimeException.class, () -> doors().grpc().modelInfer(request))
            .getStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).contains(text);
  }

  @Test
  void requestsThatTakeMoreMemoryThanThereIsAreRefusedBeforeTheyTakeIt() throws Exception {
    TestModel model =
        serve(config.withRequestBytes(MEMORY), TestModel.identity(root, Datatype.INT64));
    refused(raw(model, zeros(MEMORY / 2), 1), "exceeds maximum size");

    ModelInferRequest.Builder typed = request(model, "INT64", 100_000);
    typed
        .getInputsBuilder(0)
        .setContents(
            InferTensorContents.newBuilder().addAllInt64Contents(Collections.nCopies(100_000, 1L)));
    refused(typed.build(), "the request and its answer take more than " + MEMORY + " bytes");

    ModelInferRequest.Builder empty = request(model, "INT64", 1);
    for (int i = 0; i < 50_000; i++) {
      empty.addInputs(InferInputTensor.getDefaultInstance());
    }
    refused(empty.build(), "more than");
    refused(request(model, "BYTES", 1).addRawInputContents(zeros(100_000)).build(), "more than");
    assertThat(refusals("").counter().count()).isEqualTo(2);
    assertNothingIsHeld();

    assertThat(
            doors()
                .grpc()
                .modelInfer(
                    request(model, "INT64", 10_000).addRawInputContents(zeros(80_000)).build())
                .getRawOutputContents(0)
                .size())
        .isEqualTo(80_000);
    assertNothingIsHeld();
  }

  @Test
  void compressedRequestsCountAsWhatTheyAreWhenTheyAreNot() throws Exception {
    TestModel model =
        serve(config.withRequestBytes(MEMORY), TestModel.identity(root, Datatype.FP32));
    ModelInferRequest fits = raw(model, zeros(100_000), 25_000);
    ModelInferRequest large = raw(model, zeros(600_000), 150_000);
    assertThat(
            doors().grpc().withCompression("gzip").modelInfer(fits).getRawOutputContents(0).size())
        .isEqualTo(100_000);
    Status status =
        catchThrowableOfType(
                StatusRuntimeException.class,
                () -> doors().grpc().withCompression("gzip").modelInfer(large))
            .getStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertNothingIsHeld();
  }

  @Test
  void answersTakeMemoryToo() throws Exception {
    TestModel model =
        serve(config.withRequestBytes(MEMORY), TestModel.identity(root, Datatype.FP32));
    refused(raw(model, zeros(520_000), 130_000), "more than");
    Doors.Answer answer =
        doors()
            .postBinary(
                "/v2/models/identity-fp32/infer",
                """
                {"inputs": [{"name": "x", "shape": [1000], "datatype": "FP32",
                             "parameters": {"binary_data_size": 4000}}]}
                """,
                new byte[4000]);
    assertThat(answer.status()).isEqualTo(413);
    assertNothingIsHeld();
  }

  /** What is only announced takes nothing, and what has come does until its call is over. */
  @Test
  void piecesOfRequestsTakeMemoryBeforeTheyAreWhole() throws Exception {
    TestModel model =
        serve(config.withRequestBytes(MEMORY), TestModel.identity(root, Datatype.FP32));
    ModelInferRequest one = raw(model, zeros(4), 1);
    try (HostileHttp2 client =
        new HostileHttp2(
            new Socket("127.0.0.1", doors().grpcPort()),
            "/inference.GRPCInferenceService/ModelInfer")) {
      for (int i = 0; i < 20; i++) {
        client.openAndBegin(500_000, 60_000);
      }
      Await.until(
          "what comes is counted, up to its bound",
          PATIENCE,
          () -> doors().models().memory().takenBytes() > MEMORY / 2 - 60_000);
      assertThat(doors().models().memory().takenBytes()).isLessThan(MEMORY / 2 + 60_000);
    }
    assertNothingIsHeld();
    assertThat(doors().grpc().modelInfer(one).getModelVersion()).isEqualTo("1");
  }

  @Test
  void bodiesThatGrowWhileTheyAreReadStopWhereTheMemoryEnds() throws Exception {
    TestModel model =
        serve(config.withRequestBytes(16 * 1024), TestModel.identity(root, Datatype.FP64));
    String infer = "/v2/models/identity-fp64/infer";
    for (String inputs :
        List.of(
            "{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":["
                + "0,".repeat(1_900)
                + "0]}",
            "{\"name\":\"x\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":["
                + "\"\",".repeat(1_000)
                + "\"\"]}",
            "{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[0]},".repeat(60) + "{}",
            "{\"name\":\"" + "x".repeat(3_900) + "\",\"shape\":[1],\"data\":[0]}",
            "{\"parameters\":{" + "\"p\":0,".repeat(500) + "\"p\":0}}")) {
      Doors.Answer answer = doors().post(infer, "{\"inputs\":[" + inputs + "]}");
      assertThat(answer.status()).as(inputs.substring(0, 60)).isEqualTo(413);
      assertThat(answer.error()).contains("take more than 16384 bytes");
    }
    assertThat(refusals(model.manifest().name().value()).counter().count()).isEqualTo(5);
    assertNothingIsHeld();
  }

  @Test
  void bodiesOfUnknownLengthAreReadUpToTheSameBound() throws Exception {
    serve(config, TestModel.identity(root, Datatype.FP32));
    String fits = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[2]}]";
    for (int spaces : new int[] {0, 3_000, Doors.MAX_BODY_BYTES - fits.length() - 1}) {
      assertThat(chunked(fits + " ".repeat(spaces) + "}").status()).isEqualTo(200);
    }
    Doors.Answer answer = chunked(fits + " ".repeat(Doors.MAX_BODY_BYTES - fits.length()) + "}");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error()).isEqualTo("the body is larger than 4096 bytes");
    assertNothingIsHeld();
  }

  private Doors.Answer chunked(String body) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return doors()
        .send(
            doors()
                .request("/v2/models/identity-fp32/infer")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(bytes))));
  }

  @Test
  void bodyForNoModelIsNotRead() throws Exception {
    serve(config, TestModel.identity(root, Datatype.FP32));
    Doors.Answer answer = doors().post("/v2/models/other/infer", "this is no JSON");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error()).isEqualTo("there is no model 'other'");
  }
}
