package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Course;
import dev.linnet.core.Phase;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Decision;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RolloutListTest {
  @Test
  void listTellsWhatThisNodeAloneStillKeeps() {
    Map<RegionName, Outcome> everywhere =
        Map.of(TestView.EU, Outcome.PROMOTED, TestView.NA, Outcome.PROMOTED);
    Rollout head = TestView.rollout("2", everywhere);
    Rollout old = TestView.rollout("1", everywhere);
    Course course =
        new Course(
            new Decision(null, List.of()), Phase.SERVING, head.id(), Map.of(), Set.of(old.id()));
    NodeView view = TestView.on(course, TestView.view(List.of(head, old), List.of()));

    JsonArray listed =
        new RolloutDocuments(
                view, TestView.NOW.toEpochMilli(), (id, wave, region) -> Optional.empty())
            .list()
            .getAsJsonArray("rollouts");

    assertThat(listed.get(0).getAsJsonObject().get("leftBehind").getAsBoolean()).isFalse();
    assertThat(listed.get(1).getAsJsonObject().get("leftBehind").getAsBoolean()).isTrue();
  }
}
