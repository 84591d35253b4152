package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Quorum;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.rollout.Tally;
import dev.linnet.core.rollout.Wave;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a jury stands, or its jurors of one device class, as far as a node knows. Votes stay in their region: of another region
 * a node knows what the certificate carries, and before there is one, nothing.
 *
 * @param source where the votes are known from
 * @param silentJurors who has not voted, by name; empty where that is not known
 */
record RegionVotes(
    String wave,
    Panel panel,
    Source source,
    int jurors,
    int healthy,
    int unhealthy,
    int ineligible,
    List<NodeName> silentJurors,
    Quorum quorum) {
  /** Where the votes are known from. */
  enum Source {
    VOTES,
    CERTIFICATE,
    NOTHING
  }

  static RegionVotes of(NodeView view, Rollout rollout, Panel panel) {
    Wave planned = rollout.announcement().plan().waves().get(panel.wave());
    Jury jury = rollout.announcement().jury(panel).orElseThrow();
    if (panel.region().equals(view.region())) {
      Tally tally = rollout.tally(panel).orElseThrow();
      Set<NodeName> voted = rollout.votes().getOrDefault(panel.place(), Map.of()).keySet();
      return new RegionVotes(
          planned.name(),
          panel,
          Source.VOTES,
          tally.jurors(),
          tally.healthy(),
          tally.unhealthy(),
          tally.ineligible(),
          jury.jurors().stream().filter(juror -> !voted.contains(juror)).toList(),
          tally.quorum());
    }
    @Nullable Verdict verdict = rollout.verdicts().get(panel);
    int jurors = jury.jurors().size();
    int ineligible = verdict == null ? 0 : verdict.ineligible();
    return new RegionVotes(
        planned.name(),
        panel,
        verdict == null ? Source.NOTHING : Source.CERTIFICATE,
        jurors,
        verdict == null ? 0 : verdict.healthy(),
        verdict == null ? 0 : verdict.unhealthy(),
        ineligible,
        List.of(),
        Quorum.of(jurors, ineligible, planned.promote(), planned.minJurors()));
  }

  int silent() {
    return jurors - healthy - unhealthy - ineligible;
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("wave", wave);
    json.addProperty("region", panel.region().value());
    if (!panel.isWhole()) {
      json.addProperty("deviceClass", panel.deviceClass());
    }
    json.addProperty("knownFrom", source.name());
    json.addProperty("jury", jurors);
    json.addProperty("promote", quorum.promote());
    json.addProperty("rollback", quorum.rollback());
    if (source != Source.NOTHING) {
      json.addProperty("healthy", healthy);
      json.addProperty("unhealthy", unhealthy);
      json.addProperty("ineligible", ineligible);
      json.addProperty("silent", silent());
    }
    if (source == Source.VOTES) {
      JsonArray silent = new JsonArray();
      silentJurors.forEach(juror -> silent.add(juror.value()));
      json.add("silentJurors", silent);
    }
    return json;
  }
}
