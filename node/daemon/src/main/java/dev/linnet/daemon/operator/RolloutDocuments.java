package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Progress;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.rollout.SignedControl;
import dev.linnet.core.rollout.Wave;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The documents about rollouts, as docs/operating.md describes them. */
final class RolloutDocuments {
  /** When a verdict was first known here. */
  interface VerdictTimes {
    Optional<String> of(String rollout, int wave, RegionName region);
  }

  private final NodeView view;
  private final long wallMillis;
  private final VerdictTimes times;

  RolloutDocuments(NodeView view, long wallMillis, VerdictTimes times) {
    this.view = view;
    this.wallMillis = wallMillis;
    this.times = times;
  }

  JsonObject list() {
    JsonArray rollouts = new JsonArray();
    view.rollouts().forEach(rollout -> rollouts.add(head(rollout, new JsonObject())));
    JsonObject document = Documents.versioned();
    document.add("rollouts", rollouts);
    return document;
  }

  JsonObject status(Rollout rollout) {
    JsonObject document = changes(rollout);
    if (!state(rollout).isFinal()) {
      LastNews.add(document, view.courses().get(rollout.announcement().model()), wallMillis);
    }
    return document;
  }

  /** The status without what every pulse of a juror moves on: worth to be sent anew. */
  JsonObject changes(Rollout rollout) {
    JsonObject document = head(rollout, Documents.versioned());
    JsonArray waves = new JsonArray();
    for (int wave = 0; wave < rollout.announcement().plan().waves().size(); wave++) {
      waves.add(wave(rollout, wave));
    }
    document.add("waves", waves);
    JsonArray nodes = new JsonArray();
    for (Member member : view.members()) {
      ModelStatus status = member.models().get(rollout.announcement().model().value());
      if (status != null && status.rollout().equals(rollout.id())) {
        nodes.add(node(member, status));
      }
    }
    document.add("nodes", nodes);
    return document;
  }

  Progress.State state(Rollout rollout) {
    boolean head =
        view.rollouts().stream()
            .filter(other -> other.announcement().model().equals(rollout.announcement().model()))
            .findFirst()
            .filter(other -> other.id().equals(rollout.id()))
            .isPresent();
    return Progress.of(rollout, head, wallMillis);
  }

  /** Whether the mesh let go of it, and this node alone still keeps it. */
  private boolean isLeftBehind(Rollout rollout) {
    NodeView.Course course = view.courses().get(rollout.announcement().model());
    return course != null && course.leftBehind().contains(rollout.id());
  }

  private JsonObject head(Rollout rollout, JsonObject json) {
    Announcement announcement = rollout.announcement();
    json.addProperty("id", rollout.id().hex());
    json.addProperty("mesh", announcement.mesh());
    json.addProperty("model", announcement.model().value());
    json.addProperty("version", announcement.version());
    json.addProperty("manifest", announcement.manifest().hex());
    json.addProperty("generation", announcement.generation());
    json.addProperty("state", state(rollout).name());
    json.addProperty("leftBehind", isLeftBehind(rollout));
    json.addProperty("announcedBy", String.join(", ", rollout.announcedBy()));
    json.addProperty("announcedAt", announcement.announcedAt().toString());
    json.addProperty("expires", announcement.expires().toString());
    SignedControl lastSwitch = rollout.lastSwitch();
    json.addProperty("sequence", lastSwitch == null ? 0 : lastSwitch.control().sequence());
    return json;
  }

  private JsonObject wave(Rollout rollout, int index) {
    Wave wave = rollout.announcement().plan().waves().get(index);
    JsonObject json = new JsonObject();
    json.addProperty("name", wave.name());
    json.addProperty("state", Progress.ofWave(rollout, index).name());
    JsonArray regions = new JsonArray();
    wave.regions().forEach(region -> regions.add(region(rollout, index, region)));
    json.add("regions", regions);
    return json;
  }

  private JsonObject region(Rollout rollout, int wave, RegionName region) {
    JsonObject json = new JsonObject();
    json.addProperty("region", region.value());
    json.addProperty("nodes", nodes(region));
    JsonArray classes = new JsonArray();
    Announcement announcement = rollout.announcement();
    for (Panel panel : announcement.panels(announcement.jury(wave, region).orElseThrow())) {
      if (panel.isWhole()) {
        addVerdict(json, rollout, panel);
      } else {
        JsonObject ofClass = new JsonObject();
        ofClass.addProperty("deviceClass", panel.deviceClass());
        addVerdict(ofClass, rollout, panel);
        classes.add(ofClass);
      }
    }
    if (region.equals(view.region())) {
      json.add("ballots", Ballots.of(rollout, Panel.whole(new Place(wave, region))));
    }
    times.of(rollout.id().hex(), wave, region).ifPresent(at -> json.addProperty("at", at));
    if (!classes.isEmpty()) {
      json.add("deviceClasses", classes);
    }
    return json;
  }

  /** How many nodes of a region are known, whether or not they tell how far they are. */
  private long nodes(RegionName region) {
    return Stream.concat(view.members().stream().map(Member::peer), view.others().stream())
        .filter(peer -> peer.region().equals(region))
        .count();
  }

  private void addVerdict(JsonObject json, Rollout rollout, Panel panel) {
    RegionVotes votes = RegionVotes.of(view, rollout, panel);
    json.addProperty("verdict", verdict(rollout, panel));
    json.addProperty("byHand", !rollout.verdicts().containsKey(panel) && rollout.promoted(panel));
    json.addProperty("jury", votes.jurors());
    json.addProperty("healthy", votes.healthy());
    json.addProperty("unhealthy", votes.unhealthy());
    json.addProperty("ineligible", votes.ineligible());
    json.addProperty("silent", votes.silent());
    json.addProperty("promote", votes.quorum().promote());
    json.addProperty("rollback", votes.quorum().rollback());
  }

  private static String verdict(Rollout rollout, Panel panel) {
    Verdict verdict = rollout.verdicts().get(panel);
    if (verdict != null) {
      return verdict.outcome().name();
    }
    return rollout.promoted(panel) ? "PROMOTED" : "NONE";
  }

  private static JsonObject node(Member member, ModelStatus status) {
    JsonObject json = new JsonObject();
    json.addProperty("node", member.peer().node().value());
    json.addProperty("region", member.peer().region().value());
    json.addProperty("phase", status.phase());
    json.addProperty("active", status.version());
    json.addProperty("since", Instant.ofEpochMilli(status.sinceMillis()).toString());
    json.addProperty("reason", status.reason());
    return json;
  }
}
