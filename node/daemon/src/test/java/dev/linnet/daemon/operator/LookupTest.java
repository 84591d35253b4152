package dev.linnet.daemon.operator;

import static dev.linnet.daemon.operator.TestView.rollout;
import static dev.linnet.daemon.operator.TestView.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.NodeView;
import dev.linnet.core.rollout.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LookupTest {
  /** Of 17 ids two begin with the same digit. */
  private static final int MORE_THAN_DIGITS = 17;

  @Test
  void prefixMustFitOneRolloutAlone() {
    List<Rollout> rollouts = new ArrayList<>();
    for (int version = 1; version <= MORE_THAN_DIGITS; version++) {
      rollouts.add(rollout(Integer.toString(version), Map.of()));
    }
    NodeView view = view(rollouts, List.of());
    String shared =
        rollouts.stream()
            .map(rollout -> rollout.id().hex().substring(0, 1))
            .filter(
                digit -> rollouts.stream().filter(r -> r.id().hex().startsWith(digit)).count() > 1)
            .findFirst()
            .orElseThrow();

    assertThatThrownBy(() -> Lookup.rollout(view, shared))
        .hasMessageMatching("INVALID_ARGUMENT: rollout '.': fits \\d+ rollouts; give more digits");
    assertThatThrownBy(() -> Lookup.rollout(view, ""))
        .hasMessage("NOT_FOUND: rollout '': not known here; see `linnet rollout ls`");
    assertThatThrownBy(() -> Lookup.rollout(view, "zz"))
        .hasMessage("NOT_FOUND: rollout 'zz': not known here; see `linnet rollout ls`");
    Rollout last = rollouts.get(MORE_THAN_DIGITS - 1);
    assertThat(Lookup.rollout(view, last.id().hex())).isEqualTo(last);
  }

  @Test
  void nodeIsTheAskedOneUnlessNamed() {
    NodeView view = view(List.of(), List.of());

    assertThat(Lookup.member(view, "").peer().node()).isEqualTo(view.self());
    assertThat(Lookup.member(view, "na-1").peer().node().value()).isEqualTo("na-1");
    assertThatThrownBy(() -> Lookup.member(view, "na-2"))
        .hasMessage("NOT_FOUND: node 'na-2': not known here; did you mean 'na-1'?");
    assertThatThrownBy(() -> Lookup.member(view, "pluto"))
        .hasMessage("NOT_FOUND: node 'pluto': not known here; see `linnet mesh members`");
  }
}
