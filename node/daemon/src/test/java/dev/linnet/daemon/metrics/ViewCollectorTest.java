package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.NodeView;
import dev.linnet.daemon.operator.TestRoots;
import dev.linnet.daemon.operator.TestView;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ViewCollectorTest {
  private static final NodeView VIEW = TestView.view(List.of(), List.of());

  @Test
  void forkOfTheTrustRootIsShownForAsLongAsItIsKnown() {
    assertThat(only("linnet_trust_root_forked", VIEW)).isZero();
    assertThat(only("linnet_trust_root_forked", TestView.holding(TestRoots.CHAIN, VIEW))).isZero();
    assertThat(only("linnet_trust_root_forked", TestView.holding(TestRoots.FORK, VIEW))).isOne();
  }

  /** The value of a gauge that has one alone. */
  private static double only(String gauge, NodeView view) {
    List<GaugeDataPointSnapshot> values =
        new ViewCollector(
                () -> CompletableFuture.completedFuture(view),
                Clock.fixed(TestView.NOW, ZoneOffset.UTC))
            .collect().stream()
                .filter(family -> family.getMetadata().getName().equals(gauge))
                .flatMap(family -> ((GaugeSnapshot) family).getDataPoints().stream())
                .toList();
    assertThat(values).as(gauge).hasSize(1);
    return values.get(0).getValue();
  }
}
