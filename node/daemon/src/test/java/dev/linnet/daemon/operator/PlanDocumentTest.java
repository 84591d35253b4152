package dev.linnet.daemon.operator;

import static dev.linnet.daemon.operator.TestView.EU;
import static dev.linnet.daemon.operator.TestView.NA;
import static dev.linnet.daemon.operator.TestView.announcement;
import static dev.linnet.daemon.operator.TestView.rollout;
import static dev.linnet.daemon.operator.TestView.stored;
import static dev.linnet.daemon.operator.TestView.view;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanDocumentTest {
  private static final Rollout FIRST =
      rollout("1", Map.of(EU, Outcome.PROMOTED, NA, Outcome.PROMOTED));

  @Test
  void bytesAreOfChunksThatARecordedVersionDoesNotHave() {
    NodeView view =
        view(List.of(FIRST), List.of(stored("1", 2, "a", "b"), stored("3", 3, "a", "b", "c")));

    JsonObject plan = plan(view, "3", Duration.ofHours(1));

    JsonObject eu = region(plan, 0);
    assertThat(eu.get("nodes").getAsInt()).isEqualTo(4);
    assertThat(eu.get("bytes").getAsLong()).isEqualTo(0 + 100 + 100 + 300);
    assertThat(eu.get("bytesFromElsewhere").getAsLong()).isZero();
    JsonObject na = region(plan, 1);
    assertThat(na.get("bytes").getAsLong()).isEqualTo(100);
    assertThat(na.get("bytesFromElsewhere").getAsLong()).isEqualTo(100);
    assertThat(plan.get("estimatedBytes").getAsLong()).isEqualTo(600);
    assertThat(plan.get("changes").getAsInt()).isEqualTo(5);
  }

  @Test
  void quorumsAndTimesAreThoseOfTheProtocol() {
    JsonObject plan =
        plan(view(List.of(FIRST), List.of(stored("3", 1, "c"))), "3", Duration.ofHours(1));

    JsonObject eu = region(plan, 0);
    assertThat(eu.get("promote").getAsInt()).isEqualTo(4);
    assertThat(eu.get("rollback").getAsInt()).isEqualTo(2);
    assertThat(eu.get("f").getAsInt()).isEqualTo(1);
    assertThat(wave(plan, 1).get("opensAfterSeconds").getAsLong()).isEqualTo(3_600);
    assertThat(plan.get("earliestEndSeconds").getAsLong()).isEqualTo(7_200);
  }

  @Test
  void regionReturnsToTheLastThatItProvedAndThatNothingSpeaksAgainst() {
    Rollout second = rollout("2", Map.of(EU, Outcome.PROMOTED, NA, Outcome.ROLLED_BACK));
    Rollout onlyEu = rollout("1", Map.of(EU, Outcome.PROMOTED));

    JsonObject plan =
        plan(view(List.of(second, onlyEu), List.of(stored("3", 1, "c"))), "3", Duration.ofHours(1));

    assertThat(region(plan, 0).getAsJsonObject("returnsTo").get("version").getAsString())
        .isEqualTo("1");
    assertThat(region(plan, 1).has("returnsTo")).isFalse();
  }

  @Test
  void warningsNameWhatMayNotBeMeant() {
    Rollout second = rollout("2", Map.of(EU, Outcome.ROLLED_BACK));

    JsonObject plan =
        plan(view(List.of(second, FIRST), List.of(stored("2", 1, "b"))), "2", Duration.ofDays(8));

    List<String> warnings = new ArrayList<>();
    for (JsonElement warning : plan.getAsJsonArray("warnings")) {
      warnings.add(warning.getAsString());
    }
    assertThat(warnings)
        .containsExactly(
            "wave first: no gates: golden tests and bake time alone make the version healthy",
            "region eu: jury of 4: one dead node can hold the wave",
            "region eu: jury of 4: minJurors 4 asks for 4 HEALTHY votes where 2/3 would be 3",
            "wave rest: no gates: golden tests and bake time alone make the version healthy",
            "region na: jury of 1: one bad node can roll back",
            "region na: jury of 1: one dead node can hold the wave",
            "expires: 2026-12-01T12:00:00Z comes before the last wave can open, at"
                + " 2026-12-02T12:00:00Z at the earliest",
            "this very manifest was rolled back before, in rollout " + second.id().brief());
  }

  private static JsonObject plan(NodeView view, String version, Duration bake) {
    return new PlanDocument(view, announcement(version, bake)).toJson();
  }

  private static JsonObject wave(JsonObject plan, int wave) {
    return plan.getAsJsonArray("waves").get(wave).getAsJsonObject();
  }

  private static JsonObject region(JsonObject plan, int wave) {
    return wave(plan, wave).getAsJsonArray("regions").get(0).getAsJsonObject();
  }
}
