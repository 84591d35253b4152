package dev.linnet.daemon.operator;

import dev.linnet.core.NodeView;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.proto.v1.JsonDocument;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sends a rollout at every change, until it has ended or the caller leaves. */
final class RolloutWatch {
  private static final long LOOK_MILLIS = 250;

  private final Supplier<CompletableFuture<NodeView>> node;
  private final Function<NodeView, RolloutDocuments> documents;
  private final ScheduledExecutorService thread;
  private final String id;
  private final ServerCallStreamObserver<JsonDocument> caller;
  private String last = "";

  private RolloutWatch(
      Supplier<CompletableFuture<NodeView>> node,
      Function<NodeView, RolloutDocuments> documents,
      ScheduledExecutorService thread,
      String id,
      ServerCallStreamObserver<JsonDocument> caller) {
    this.node = node;
    this.documents = documents;
    this.thread = thread;
    this.id = id;
    this.caller = caller;
  }

  /** To be called before the call's method returns. */
  static void start(
      Supplier<CompletableFuture<NodeView>> node,
      Function<NodeView, RolloutDocuments> documents,
      ScheduledExecutorService thread,
      String id,
      ServerCallStreamObserver<JsonDocument> caller) {
    // Without a handler, what is sent to a caller who has just left would be a failure.
    caller.setOnCancelHandler(() -> {});
    new RolloutWatch(node, documents, thread, id, caller).look();
  }

  /** Waits for no node: its view is told of on the watches' thread when it comes. */
  private void look() {
    if (caller.isCancelled()) {
      return;
    }
    var unused =
        CompletableFuture.completedFuture(node)
            .thenCompose(Supplier::get)
            .thenAcceptAsync(this::tell, thread)
            .exceptionally(
                failure -> {
                  caller.onError(OperatorService.status(failure));
                  return null;
                });
  }

  private void tell(NodeView view) {
    RolloutDocuments rollouts = documents.apply(view);
    Rollout rollout = Lookup.rollout(view, id);
    String changes = rollouts.changes(rollout).toString();
    if (!changes.equals(last)) {
      last = changes;
      caller.onNext(OperatorService.document(rollouts.status(rollout)));
    }
    if (rollouts.state(rollout).isFinal()) {
      caller.onCompleted();
    } else {
      var unused = thread.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
