package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Course;
import dev.linnet.core.Phase;
import dev.linnet.core.rollout.Because;
import dev.linnet.core.rollout.Decision;
import dev.linnet.core.rollout.Decision.Reason;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.daemon.operator.TestRoots;
import dev.linnet.daemon.operator.TestView;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ViewCollectorTest {
  private static final NodeView VIEW = TestView.view(List.of(), List.of());
  private static final Because STALE = new Because.Stale(TestView.EU, OptionalLong.empty());
  private static final Because PROVEN = new Because.ProvenHere(TestView.EU, null);
  private static final Because HALTED =
      new Because.Halted(
          new Panel(0, TestView.EU, null), new Verdict(Outcome.ROLLED_BACK, 1, 2, 0));

  @Test
  void forkOfTheTrustRootIsShownForAsLongAsItIsKnown() {
    assertThat(only("linnet_trust_root_forked", VIEW)).isZero();
    assertThat(only("linnet_trust_root_forked", TestView.holding(TestRoots.CHAIN, VIEW))).isZero();
    assertThat(only("linnet_trust_root_forked", TestView.holding(TestRoots.FORK, VIEW))).isOne();
  }

  @Test
  void newsAreStaleWhereTheyAloneKeepTheHeadFromOpening() {
    assertThat(only("linnet_rollout_stale", looking())).isZero();
    assertThat(only("linnet_rollout_stale", looking(STALE, PROVEN))).isOne();
    assertThat(only("linnet_rollout_stale", looking(PROVEN))).isZero();
    assertThat(only("linnet_rollout_stale", looking(HALTED, STALE))).isZero();
  }

  @Test
  void nodesAreCountedByTheWaveThatTakesThemAndTheirPhase() {
    NodeView view = TestView.view(List.of(TestView.rollout("1", Map.of())), List.of());
    assertThat(nodes(view, "first", "SERVING")).isEqualTo(3);
    assertThat(nodes(view, "first", "FETCHING")).isZero();
    assertThat(nodes(view, "rest", "SERVING")).isOne();
    NodeView next = TestView.view(List.of(TestView.rollout("2", Map.of())), List.of());
    assertThat(nodes(next, "first", "SERVING")).as("of the version before").isZero();
  }

  @Test
  void rolloutThatCountsSaysHowFarTheNodeIsWithIt() {
    NodeView view = TestView.view(List.of(TestView.rollout("1", Map.of())), List.of());
    Course fetching =
        new Course(new Decision(null, List.of()), Phase.FETCHING, null, Map.of(), Set.of());
    List<GaugeDataPointSnapshot> rollouts =
        values("linnet_rollout_info", TestView.on(fetching, view));
    assertThat(rollouts).hasSize(1);
    assertThat(rollouts.get(0).getLabels().get("phase")).isEqualTo("FETCHING");
    assertThat(rollouts.get(0).getLabels().get("version")).isEqualTo("1");
  }

  private static double nodes(NodeView view, String wave, String phase) {
    return values("linnet_rollout_nodes", view).stream()
        .filter(point -> wave.equals(point.getLabels().get("wave")))
        .filter(point -> phase.equals(point.getLabels().get("phase")))
        .mapToDouble(GaugeDataPointSnapshot::getValue)
        .sum();
  }

  private static NodeView looking(Because... reasons) {
    Decision decision =
        new Decision(
            null,
            Stream.of(reasons)
                .map(because -> new Reason(TestView.digest("rollout"), because))
                .toList());
    return TestView.on(new Course(decision, Phase.WAITING, null, Map.of(), Set.of()), VIEW);
  }

  /** The value of a gauge that has one alone. */
  private static double only(String gauge, NodeView view) {
    List<GaugeDataPointSnapshot> values = values(gauge, view);
    assertThat(values).as(gauge).hasSize(1);
    return values.get(0).getValue();
  }

  private static List<GaugeDataPointSnapshot> values(String gauge, NodeView view) {
    return new ViewCollector(
            () -> CompletableFuture.completedFuture(view),
            Clock.fixed(TestView.NOW, ZoneOffset.UTC))
        .collect().stream()
            .filter(family -> family.getMetadata().getName().equals(gauge))
            .flatMap(family -> ((GaugeSnapshot) family).getDataPoints().stream())
            .toList();
  }
}
