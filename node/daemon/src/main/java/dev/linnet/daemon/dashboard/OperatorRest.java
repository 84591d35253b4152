package dev.linnet.daemon.dashboard;

import dev.linnet.daemon.access.Need;
import dev.linnet.proto.v1.DiagnoseRequest;
import dev.linnet.proto.v1.ExplainRolloutRequest;
import dev.linnet.proto.v1.GetMembersRequest;
import dev.linnet.proto.v1.GetRolloutRequest;
import dev.linnet.proto.v1.GetTrustRequest;
import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.proto.v1.ListModelsRequest;
import dev.linnet.proto.v1.ListRolloutsRequest;
import dev.linnet.proto.v1.ModelRequest;
import dev.linnet.proto.v1.OperatorGrpc.AsyncService;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The reads of {@code linnet.v1.Operator}, as JSON. */
final class OperatorRest {
  private final OperatorDocuments documents;

  /** A call with its request filled in, to be asked. */
  private interface Call extends BiConsumer<AsyncService, StreamObserver<JsonDocument>> {}

  OperatorRest(OperatorDocuments documents) {
    this.documents = documents;
  }

  void register(Routes routes) {
    add(
        routes,
        "members",
        context -> (node, to) -> node.getMembers(GetMembersRequest.getDefaultInstance(), to));
    add(
        routes,
        "trust",
        context -> (node, to) -> node.getTrust(GetTrustRequest.getDefaultInstance(), to));
    add(
        routes,
        "doctor",
        context -> (node, to) -> node.diagnose(DiagnoseRequest.getDefaultInstance(), to));
    add(
        routes,
        "models",
        context -> (node, to) -> node.listModels(ListModelsRequest.getDefaultInstance(), to));
    add(routes, "models/{digest}", OperatorRest::model);
    add(
        routes,
        "rollouts",
        context -> (node, to) -> node.listRollouts(ListRolloutsRequest.getDefaultInstance(), to));
    add(routes, "rollouts/{id}", OperatorRest::rollout);
    add(routes, "rollouts/{id}/explain", OperatorRest::explain);
  }

  private static Call model(Context context) {
    ModelRequest request = ModelRequest.newBuilder().setDigest(context.pathParam("digest")).build();
    return (node, to) -> node.getModel(request, to);
  }

  private static Call rollout(Context context) {
    GetRolloutRequest request =
        GetRolloutRequest.newBuilder().setId(context.pathParam("id")).build();
    return (node, to) -> node.getRollout(request, to);
  }

  private static Call explain(Context context) {
    ExplainRolloutRequest request =
        ExplainRolloutRequest.newBuilder()
            .setId(context.pathParam("id"))
            .setNode(Objects.requireNonNullElse(context.queryParam("node"), ""))
            .build();
    return (node, to) -> node.explainRollout(request, to);
  }

  private void add(Routes routes, String path, Function<Context, Call> call) {
    routes.get(
        "/linnet/v1/" + path,
        Need.VIEW,
        context -> {
          try {
            Answer.json(context, documents.ask(call.apply(context)));
          } catch (StatusRuntimeException e) {
            Answer.error(context, e);
          }
        });
  }
}
