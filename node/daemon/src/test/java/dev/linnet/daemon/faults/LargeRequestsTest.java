package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub;
import dev.linnet.proto.inference.InferTensorContents;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import dev.linnet.proto.inference.ModelInferResponse;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.HostileHttp2;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.ScriptOptions;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with the memory that {@code scripts/linnet} gives it, and requests that want more. */
class LargeRequestsTest {
  private static final Duration UP = Duration.ofMinutes(2);
  private static final long[] SMALL = {2, 2};
  private static final List<String> COMPILER =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private TestMesh mesh;
  private TestNode node;
  private ModelNode m;
  private ManagedChannel channel;
  private long pid;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    assertThat(Files.readString(Path.of("../../scripts/linnet")))
        .contains(ScriptOptions.NODE_MEMORY);
    List<String> options = new ArrayList<>(COMPILER);
    options.addAll(ScriptOptions.NODE_MEMORY);
    mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).jvmOptions(options).build();

    node = mesh.node("eu-1");
    m = new ModelNode(mesh, node, directory);
    mesh.start(mesh.nodes(), UP);
    m.roll(TestModel.power(directory, 1).directory(), "1", "0s");
    m.awaitServed("1", SMALL);
    channel = NettyChannelBuilder.forTarget(node.api()).usePlaintext().build();
    pid = node.pid();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    m.close();
    mesh.close();
  }

  private void assertAnswersOn(String after) {
    assertThat(node.isRunning() && node.pid() == pid).as("lives after %s", after).isTrue();
    // A refusal is on its way before what its request held is given back.
    Await.until("an answer after " + after, UP, () -> m.answers(SMALL).equals(Optional.of("1")));
    assertThat(node.operator().rollouts()).as("shows rollouts after %s", after).isNotEmpty();
  }

  /** Each stays below the size that a request may come as. */
  @Test
  void bodiesThatTakeMoreThanThereIsAreRefused() throws Exception {
    int bytes = 10_000_000;
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put("FP64", json("FP64", list("0", bytes)));
    bodies.put("FP32", json("FP32", list("0", bytes)));
    bodies.put("strings", json("BYTES", list("\"\"", bytes)));
    bodies.put("a string", json("BYTES", "\"" + "x".repeat(bytes) + "\""));
    bodies.put("inputs", "{\"inputs\":[" + list(input("FP32", "0"), bytes) + "]}");
    bodies.put("a name", "{\"" + "x".repeat(bytes) + "\":0,\"inputs\":[]}");
    bodies.put("outputs", "{\"outputs\":[" + list("{\"name\":\"y\"}", bytes) + "]}");
    bodies.put("parameters", "{\"parameters\":{" + list("\"p\":0", bytes) + "},\"inputs\":[]}");
    for (Map.Entry<String, String> body : bodies.entrySet()) {
      assertThat(post(body.getValue())).as(body.getKey()).isEqualTo(413);
      assertAnswersOn(body.getKey());
    }
  }

  private static String list(String item, int bytes) {
    return (item + ",").repeat(bytes / (item.length() + 1) - 1) + item;
  }

  private static String json(String datatype, String data) {
    return "{\"inputs\":[" + input(datatype, data) + "]}";
  }

  private static String input(String datatype, String data) {
    return "{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\""
        + datatype
        + "\",\"data\":["
        + data
        + "]}";
  }

  private int post(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.http() + "/v2/models/m/infer"))
            .timeout(Duration.ofMinutes(1))
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return response.statusCode();
  }

  @Test
  void messagesThatTakeMoreThanThereIsAreRefused() {
    int bytes = 10_000_000;
    Map<String, ModelInferRequest.Builder> messages = new LinkedHashMap<>();
    messages.put(
        "inputs",
        ModelInferRequest.newBuilder()
            .addAllInputs(Collections.nCopies(bytes / 2, InferInputTensor.getDefaultInstance())));
    messages.put(
        "strings",
        typed(
            InferTensorContents.newBuilder()
                .addAllBytesContents(Collections.nCopies(bytes / 2, ByteString.EMPTY))));
    messages.put(
        "numbers",
        typed(
            InferTensorContents.newBuilder().addAllInt64Contents(Collections.nCopies(bytes, 1L))));
    messages.put(
        "raw strings",
        ModelInferRequest.newBuilder()
            .addInputs(x("BYTES", 1))
            .addRawInputContents(ByteString.copyFrom(new byte[bytes])));
    for (Map.Entry<String, ModelInferRequest.Builder> message : messages.entrySet()) {
      Status status =
          catchThrowableOfType(
                  StatusRuntimeException.class,
                  () ->
                      GRPCInferenceServiceGrpc.newBlockingStub(channel)
                          .withDeadlineAfter(1, TimeUnit.MINUTES)
                          .modelInfer(message.getValue().setModelName("m").build()))
              .getStatus();
      assertThat(status.getCode()).as(message.getKey()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertAnswersOn(message.getKey());
    }
  }

  private static ModelInferRequest.Builder typed(InferTensorContents.Builder contents) {
    return ModelInferRequest.newBuilder().addInputs(x("FP32", 1).setContents(contents));
  }

  private static InferInputTensor.Builder x(String datatype, int side) {
    return InferInputTensor.newBuilder()
        .setName("x")
        .setDatatype(datatype)
        .addShape(side)
        .addShape(side);
  }

  @Test
  void burstIsAnsweredInPartAndRefusedInPart() throws Exception {
    ModelInferRequest large = request(387);
    GRPCInferenceServiceFutureStub stub =
        GRPCInferenceServiceGrpc.newFutureStub(channel).withDeadlineAfter(2, TimeUnit.MINUTES);
    List<ListenableFuture<ModelInferResponse>> asked = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      asked.add(stub.modelInfer(large));
    }
    int answered = 0;
    for (ListenableFuture<ModelInferResponse> each : asked) {
      try {
        assertThat(each.get().getModelVersion()).isEqualTo("1");
        answered++;
      } catch (ExecutionException e) {
        assertThat(e.getCause()).hasMessageStartingWith("RESOURCE_EXHAUSTED: ");
      }
    }
    assertThat(answered).isPositive();
    assertAnswersOn("a burst");
  }

  private static ModelInferRequest request(int side) {
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .addInputs(x("FP32", side))
        .addRawInputContents(ByteString.copyFrom(new byte[4 * side * side]))
        .build();
  }

  /** As much as there is for requests is held by some who never end theirs. */
  @Test
  void beginningsOfRequestsHoldNoMoreThanThereIs() throws Exception {
    try (HostileHttp2 client =
        new HostileHttp2(
            new Socket("127.0.0.1", Integer.parseInt(node.api().replaceFirst(".*:", ""))),
            "/inference.GRPCInferenceService/ModelInfer")) {
      for (int i = 0; i < 400; i++) {
        client.openAndBegin(10_000_000, 60_000);
      }
      assertThat(node.operator().rollouts()).isNotEmpty();
    }
    Await.until("it answers again", UP, () -> m.answers(SMALL).equals(Optional.of("1")));
    assertAnswersOn("beginnings");
  }

  @Test
  void largeAnswersAtOnceAreAnsweredInPartAndRefusedInPart() throws Exception {
    int side = 1_000;
    String body =
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[%d,%d],\"datatype\":\"FP32\",\"data\":[%s]}]}"
            .formatted(side, side, list("0", 2 * side * side));
    HttpClient client = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<Void>>> asked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      asked.add(
          client.sendAsync(
              HttpRequest.newBuilder(URI.create(node.http() + "/v2/models/m/infer"))
                  .timeout(Duration.ofMinutes(2))
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.discarding()));
    }
    for (CompletableFuture<HttpResponse<Void>> each : asked) {
      assertThat(each.get().statusCode()).isIn(200, 413, 429);
    }
    assertAnswersOn("large answers");
  }
}
