package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Course;
import dev.linnet.core.Phase;
import dev.linnet.core.rollout.Decision;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Node eu-1 heard jurors of eu ten seconds ago, and none of na. */
final class LastNewsTest {
  private static final Map<Place, Long> SILENT =
      Map.of(new Place(0, TestView.EU), Duration.ofSeconds(10).toNanos());

  private static RolloutDocuments documents(Rollout rollout) {
    Course course =
        new Course(new Decision(null, List.of()), Phase.WAITING, null, SILENT, Set.of());
    NodeView heard = TestView.on(course, TestView.view(List.of(rollout), List.of()));
    return new RolloutDocuments(
        heard, TestView.NOW.toEpochMilli(), (id, wave, region) -> Optional.empty());
  }

  private static JsonObject region(JsonObject status, int wave) {
    return status
        .getAsJsonArray("waves")
        .get(wave)
        .getAsJsonObject()
        .getAsJsonArray("regions")
        .get(0)
        .getAsJsonObject();
  }

  @Test
  void openRolloutShowsWhenEachRegionWasLastHeard() {
    Rollout open = TestView.rollout("2", Map.of(TestView.EU, Outcome.PROMOTED));
    JsonObject status = documents(open).status(open);
    assertThat(region(status, 0).get("lastNewsAt").getAsString()).isEqualTo("2026-11-24T11:59:50Z");
    assertThat(region(status, 1).has("lastNewsAt")).isFalse();
  }

  @Test
  void newsAloneIsNoChange() {
    Rollout open = TestView.rollout("2", Map.of(TestView.EU, Outcome.PROMOTED));
    assertThat(documents(open).changes(open).toString()).doesNotContain("lastNewsAt");
  }

  @Test
  void finishedRolloutNeedsNoNews() {
    Rollout finished =
        TestView.rollout("2", Map.of(TestView.EU, Outcome.PROMOTED, TestView.NA, Outcome.PROMOTED));
    assertThat(documents(finished).status(finished).toString()).doesNotContain("lastNewsAt");
  }
}
