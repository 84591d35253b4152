package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.proto.v1.JsonDocument;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RolloutWatchTest {
  private static final NodeView VIEW = TestView.view(List.of(), List.of());

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Caller caller = new Caller();

  @AfterEach
  void end() {
    thread.shutdownNow();
  }

  /** Waits for the end of its call. */
  private static final class Caller extends ServerCallStreamObserver<JsonDocument> {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    Status.Code end() throws Exception {
      return end.get(30, TimeUnit.SECONDS).getCode();
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }

    @Override
    public void onNext(JsonDocument document) {
      told.add(document.getJson());
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}
  }

  private Status.Code end(
      Supplier<CompletableFuture<NodeView>> node, Function<NodeView, RolloutDocuments> documents)
      throws Exception {
    RolloutWatch.start(node, documents, thread, TestView.digest("rollout of 2").hex(), caller);
    return caller.end();
  }

  private static RolloutDocuments documents(NodeView view) {
    return new RolloutDocuments(
        view, TestView.NOW.toEpochMilli(), (rollout, wave, region) -> Optional.empty());
  }

  private static NodeView rolling(Map<RegionName, Outcome> verdicts) {
    return TestView.view(List.of(TestView.rollout("2", verdicts)), List.of());
  }

  @Test
  void eachChangeIsToldOnceUntilTheEnd() throws Exception {
    NodeView begun = rolling(Map.of(TestView.EU, Outcome.PROMOTED));
    NodeView over = rolling(Map.of(TestView.EU, Outcome.PROMOTED, TestView.NA, Outcome.PROMOTED));
    AtomicInteger looks = new AtomicInteger();
    assertThat(
            end(
                () -> CompletableFuture.completedFuture(looks.incrementAndGet() < 3 ? begun : over),
                RolloutWatchTest::documents))
        .isEqualTo(Status.Code.OK);
    assertThat(looks).hasValue(3);
    assertThat(caller.told).hasSize(2);
  }

  @Test
  void rolloutThatNobodyKnowsEndsTheCall() throws Exception {
    assertThat(end(() -> CompletableFuture.completedFuture(VIEW), RolloutWatchTest::documents))
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void whateverFailsEndsTheCall() throws Exception {
    assertThat(
            end(
                () -> CompletableFuture.completedFuture(VIEW),
                view -> {
                  throw new ClassCastException("not foreseen");
                }))
        .isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void nodeThatCannotBeAskedEndsTheCall() throws Exception {
    assertThat(
            end(
                () -> {
                  throw new IllegalStateException("not foreseen");
                },
                RolloutWatchTest::documents))
        .isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void nodeThatIsStoppingEndsTheCall() throws Exception {
    assertThat(
            end(
                () -> CompletableFuture.failedFuture(new RejectedExecutionException()),
                RolloutWatchTest::documents))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }
}
