package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Who of a region voted what, and on what evidence. Votes stay in their region. */
final class Ballots {
  private Ballots() {}

  /** The worst that each juror of a panel ever said, as it counts. */
  static JsonArray of(Rollout rollout, Panel panel) {
    JsonArray ballots = new JsonArray();
    Set<NodeName> jurors = rollout.announcement().jury(panel).orElseThrow().jurors();
    Map<NodeName, EnumMap<Ballot, Vote>> votes =
        rollout.votes().getOrDefault(panel.place(), Map.of());
    votes.forEach(
        (juror, cast) -> {
          if (!jurors.contains(juror)) {
            return;
          }
          Vote worst = Collections.max(cast.entrySet(), Map.Entry.comparingByKey()).getValue();
          JsonObject json = new JsonObject();
          json.addProperty("juror", juror.value());
          json.addProperty("ballot", worst.ballot().name());
          json.addProperty("reason", worst.reason());
          json.addProperty("doubted", rollout.doubted().contains(juror));
          json.add("evidence", numbers(worst));
          ballots.add(json);
        });
    return ballots;
  }

  /** As texts, like in the vote itself, since JSON has no NaN. */
  private static JsonObject numbers(Vote vote) {
    JsonObject numbers = new JsonObject();
    vote.evidence()
        .numbers()
        .forEach((name, value) -> numbers.addProperty(name, Double.toString(value)));
    return numbers;
  }
}
