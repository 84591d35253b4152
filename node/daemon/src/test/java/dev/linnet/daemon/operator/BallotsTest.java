package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Course;
import dev.linnet.core.Phase;
import dev.linnet.core.health.Evidence;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Because;
import dev.linnet.core.rollout.Decision;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Node eu-1 knows what eu-2 voted in its own region, and on what. */
final class BallotsTest {
  private static final String EXPECTED =
      "[{\"juror\":\"eu-2\",\"ballot\":\"UNHEALTHY\",\"reason\":\"gate errors failed\","
          + "\"doubted\":false,\"evidence\":{\"errors\":\"0.3\"}}]";

  private static final Rollout VOTED = voted(TestView.rollout("2", Map.of()));

  private static Rollout voted(Rollout rollout) {
    EnumMap<Ballot, Vote> cast = new EnumMap<>(Ballot.class);
    Evidence evidence = new Evidence(new TreeMap<>(Map.of("errors", 0.3)), new TreeMap<>());
    for (Ballot ballot : List.of(Ballot.HEALTHY, Ballot.UNHEALTHY)) {
      cast.put(
          ballot, new Vote("birds", rollout.id(), 0, 1, ballot, "gate errors failed", evidence));
    }
    return new Rollout(
        rollout.id(),
        rollout.announcement(),
        rollout.announcedBy(),
        null,
        null,
        null,
        Set.of(),
        Map.of(),
        false,
        Map.of(new Place(0, TestView.EU), Map.of(new NodeName("eu-2"), cast)),
        rollout.doubted());
  }

  private static JsonObject first(JsonArray array) {
    return array.get(0).getAsJsonObject();
  }

  @Test
  void explanationHasTheWorstThatEachJurorSaid() {
    Decision decision =
        new Decision(VOTED.id(), List.of(new Decision.Reason(VOTED.id(), new Because.Opened())));
    Course course = new Course(decision, Phase.SERVING, VOTED.id(), Map.of(), Set.of());
    NodeView view = TestView.on(course, TestView.view(List.of(VOTED), List.of()));

    JsonObject explained = new ExplainDocument(view, VOTED).of(view.members().get(0));

    assertThat(first(explained.getAsJsonArray("reasons")).getAsJsonObject("votes").get("ballots"))
        .hasToString(EXPECTED);
  }
}
