package dev.linnet.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChurnTest {
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final int MANY = 100;

  @Test
  void noTwoStreamsOfNodesSeedsAndEntriesBeginAlike() {
    List<NodeName> nodes = new ArrayList<>();
    for (int i = 1; i <= MANY; i++) {
      nodes.add(new NodeName("osaka-" + i));
    }
    Distribution up = new Distribution("uniform", u -> u * 1_000 * DAY_NANOS);
    Set<Long> first = new HashSet<>();
    for (int entry = 0; entry < 2; entry++) {
      Churn churn = new Churn.Drawn(entry, nodes, up, Distribution.constant(2_000 * DAY_NANOS), 0);
      for (long seed = 1; seed <= MANY; seed++) {
        churn.gaps(seed, 1_000 * DAY_NANOS).forEach(gap -> first.add(gap.fromNanos()));
      }
    }

    assertThat(first).hasSize(2 * MANY * MANY);
  }

  @Test
  void seedGivesTheSameGapsAgain() {
    Churn churn =
        new Churn.Drawn(
            0,
            List.of(new NodeName("osaka-1")),
            new Distribution("uniform", u -> u * DAY_NANOS),
            Distribution.constant(DAY_NANOS),
            0.5);

    assertThat(churn.gaps(7, 10 * DAY_NANOS))
        .hasSizeGreaterThan(3)
        .isEqualTo(churn.gaps(7, 10 * DAY_NANOS));
  }
}
