package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.core.NodeView.Stored;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.swarm.Source;
import dev.linnet.daemon.operator.TestView;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Version 1 has three chunks, of which the node has the first. */
final class FetchTimesTest {
  private static final Stored STORED = TestView.stored("1", 1, "head", "wings", "tail");
  private static final Manifest MANIFEST = STORED.manifest();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nowNanos = new AtomicLong(7);
  private final FetchTimes times = new FetchTimes(registry, nowNanos::get);

  @Test
  void modelIsFetchedFromItsFirstOrderUntilAllChunksAreHere() {
    order(STORED);
    seconds(2);
    order(STORED);
    stored("tail");
    stored("tail");
    assertThat(fetches().count()).isZero();

    seconds(3);
    stored("wings");
    assertThat(fetches().count()).isOne();
    assertThat(fetches().totalTime(TimeUnit.SECONDS)).isEqualTo(5);
  }

  @Test
  void modelThatIsDroppedHalfwayWasNotFetched() {
    order(STORED);
    stored("wings");
    times.dropped(MANIFEST.digest());
    stored("tail");
    assertThat(fetches().count()).isZero();
  }

  @Test
  void modelThatCompletedBeforeItWasLookedAtBeginsAnewWithItsNextOrder() {
    order(TestView.stored("1", 3, "head", "wings", "tail"));
    seconds(60);
    order(STORED);
    seconds(1);
    stored("wings");
    stored("tail");
    assertThat(fetches().totalTime(TimeUnit.SECONDS)).isOne();
  }

  private void order(Stored known) {
    times.orders(
        MANIFEST,
        () -> CompletableFuture.completedFuture(TestView.view(List.of(), List.of(known))));
  }

  private void stored(String chunk) {
    times.saw(new Event.ChunkStored(TestView.digest(chunk), new Source.OfOrigin("http://origin")));
  }

  private void seconds(long count) {
    nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(count));
  }

  private Timer fetches() {
    return registry.get("linnet.artifact.fetch").timer();
  }
}
