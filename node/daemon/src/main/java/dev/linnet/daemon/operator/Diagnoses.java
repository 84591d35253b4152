package dev.linnet.daemon.operator;

import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.daemon.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Has the doctor look on a thread of its own, for it looks up a name and dials. Who asks while it
 * looks gets what it finds then: however many ask, one look is under way.
 */
final class Diagnoses implements AutoCloseable {
  private final Function<NodeView, JsonObject> doctor;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(DaemonThreads.named("doctor"));
  private CompletableFuture<JsonObject> latest =
      CompletableFuture.failedFuture(new IllegalStateException("nobody asked yet"));

  Diagnoses(Function<NodeView, JsonObject> doctor) {
    this.doctor = doctor;
  }

  /** What is wrong with the node that {@code view} is of; never waits. */
  synchronized CompletableFuture<JsonObject> of(NodeView view) {
    if (latest.isDone()) {
      latest = CompletableFuture.supplyAsync(() -> doctor.apply(view), thread);
    }
    return latest;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
