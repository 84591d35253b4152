package dev.linnet.testmesh;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real node that is to serve one model, {@code m}, of one input {@code x}. */
public final class ModelNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TestMesh mesh;
  private final TestNode node;
  private final Path directory;
  private final ManagedChannel channel;

  /**
   * A node of a mesh.
   *
   * @param directory where plans are written
   */
  public ModelNode(TestMesh mesh, TestNode node, Path directory) {
    this.mesh = mesh;
    this.node = node;
    this.directory = directory;
    this.channel = NettyChannelBuilder.forTarget(node.api()).usePlaintext().build();
  }

  /** Pushes and announces without gates; returns the rollout's id. */
  public String roll(Path files, String version, String bake) {
    return rollBy("bake: " + bake + ", gates: []", files, version);
  }

  /** Pushes and announces with these settings of the wave; returns the rollout's id. */
  public String rollBy(String settings, Path files, String version) {
    LinnetCommand.must(
        "model",
        "push",
        files.toString(),
        "--name",
        "m",
        "--version",
        version,
        "--api",
        node.api());
    try {
      Path plan =
          Files.writeString(
              directory.resolve("plan-" + version + ".yaml"),
              """
              spec:
                model: {name: m, version: "%s"}
                defaults: {%s, quorum: {minJurors: 1}}
                waves: [{name: all, regions: ["*"]}]
              """
                  .formatted(version, settings));
      return TestMesh.announce(node, plan, mesh.operatorKey());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version that answers zeros of these sizes; empty if none does in time. */
  public Optional<String> answers(long... shape) {
    return answer(5, shape);
  }

  /** As the other, with a deadline of its own. */
  public Optional<String> answer(int seconds, long... shape) {
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    return answer("", seconds, new float[(int) elements], shape);
  }

  /** The version that answers rows of two numbers; empty if none does in time. */
  public Optional<String> answersRows(float... pairs) {
    return answersRowsOf("", pairs);
  }

  /** As the other, to a request with an id. */
  public Optional<String> answersRowsOf(String id, float... pairs) {
    return answer(id, 5, pairs, pairs.length / 2, 2);
  }

  private Optional<String> answer(String id, int seconds, float[] values, long... shape) {
    InferInputTensor.Builder x = InferInputTensor.newBuilder().setName("x").setDatatype("FP32");
    for (long size : shape) {
      x.addShape(size);
    }
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName("m")
            .setId(id)
            .addInputs(x)
            .addRawInputContents(ByteString.copyFrom(raw.flip()))
            .build();
    try {
      return Optional.of(
          GRPCInferenceServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(seconds, TimeUnit.SECONDS)
              .modelInfer(request)
              .getModelVersion());
    } catch (StatusRuntimeException e) {
      channel.resetConnectBackoff();
      return Optional.empty();
    }
  }

  /** Waits until this version answers. */
  public void awaitServed(String version, long... shape) {
    Await.until(
        () -> "version " + version + " answers; the last events are " + events(),
        PATIENCE,
        () -> answers(shape).equals(Optional.of(version)));
  }

  /** What the node makes of a rollout now, such as {@code ROLLING}; empty if it does not tell. */
  public String state(String rollout) {
    return node.operator().rollout(rollout).map(doc -> doc.get("state").getAsString()).orElse("");
  }

  /** The node's events, once its own vote against the rollout has rolled it back. */
  public String awaitVotedDown(String rollout) {
    Await.until(
        () -> "the rollout is rolled back; it is " + node.operator().rollout(rollout),
        PATIENCE,
        () ->
            node.operator()
                .rollout(rollout)
                .filter(doc -> doc.get("state").getAsString().equals("ROLLED_BACK"))
                .map(ModelNode::unhealthy)
                .equals(Optional.of(1)));
    return events();
  }

  private static int unhealthy(JsonObject rollout) {
    return rollout
        .getAsJsonArray("waves")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("regions")
        .get(0)
        .getAsJsonObject()
        .get("unhealthy")
        .getAsInt();
  }

  /** All that the node wrote down, a line of JSON each. */
  public String events() {
    try {
      return Files.readString(node.directory().resolve("data/events.jsonl"));
    } catch (IOException e) {
      return "none";
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
