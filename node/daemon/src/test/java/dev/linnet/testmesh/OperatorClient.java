package dev.linnet.testmesh;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.proto.v1.ExplainRolloutRequest;
import dev.linnet.proto.v1.GetMembersRequest;
import dev.linnet.proto.v1.GetRolloutRequest;
import dev.linnet.proto.v1.GetTrustRequest;
import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.proto.v1.ListModelsRequest;
import dev.linnet.proto.v1.ListRolloutsRequest;
import dev.linnet.proto.v1.OperatorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The operator's calls to one node, as JSON. A node that does not answer gives nothing. */
public final class OperatorClient implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 5;

  private final ManagedChannel channel;

  public OperatorClient(int grpcPort) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
  }

  public Optional<JsonObject> members() {
    return ask(operator -> operator.getMembers(GetMembersRequest.getDefaultInstance()));
  }

  public Optional<JsonObject> trust() {
    return ask(operator -> operator.getTrust(GetTrustRequest.getDefaultInstance()));
  }

  public Optional<JsonObject> models() {
    return ask(operator -> operator.listModels(ListModelsRequest.getDefaultInstance()));
  }

  public Optional<JsonObject> rollouts() {
    return ask(operator -> operator.listRollouts(ListRolloutsRequest.getDefaultInstance()));
  }

  /** The status of a rollout as this node sees it. */
  public Optional<JsonObject> rollout(String id) {
    GetRolloutRequest request = GetRolloutRequest.newBuilder().setId(id).build();
    return ask(operator -> operator.getRollout(request));
  }

  /** Why a node, or this one if {@code node} is empty, runs what it runs of a rollout's model. */
  public Optional<JsonObject> explain(String id, String node) {
    ExplainRolloutRequest request =
        ExplainRolloutRequest.newBuilder().setId(id).setNode(node).build();
    return ask(operator -> operator.explainRollout(request));
  }

  private Optional<JsonObject> ask(
      Function<OperatorGrpc.OperatorBlockingStub, JsonDocument> question) {
    try {
      JsonDocument answer =
          question.apply(
              OperatorGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
      return Optional.of(JsonParser.parseString(answer.getJson()).getAsJsonObject());
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** Forgets how long a node was away, so that one that is back is reached at once. */
  void reconnect() {
    channel.resetConnectBackoff();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
