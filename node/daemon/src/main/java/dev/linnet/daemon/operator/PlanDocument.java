package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.Councils;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Quorum;
import dev.linnet.core.rollout.Wave;
import dev.linnet.daemon.operator.Transfer.Estimate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a plan would do if it were announced now, as this node sees the mesh. */
final class PlanDocument {
  private final NodeView view;
  private final Announcement announcement;
  private final Transfer transfer;

  PlanDocument(NodeView view, Announcement announcement) {
    this.view = view;
    this.announcement = announcement;
    Manifest manifest =
        view.models().stream()
            .map(NodeView.Stored::manifest)
            .filter(each -> each.digest().equals(announcement.manifest()))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("the manifest left the store: plan again"));
    this.transfer = new Transfer(view, manifest);
  }

  JsonObject toJson() {
    JsonObject json = Documents.versioned();
    json.addProperty("mesh", announcement.mesh());
    json.addProperty("model", announcement.model().value());
    json.addProperty("version", announcement.version());
    json.addProperty("manifest", announcement.manifest().hex());
    json.addProperty("generation", announcement.generation());
    json.addProperty("expires", announcement.expires().toString());
    json.addProperty("onFailure", announcement.plan().onFailure().word());
    JsonArray waves = new JsonArray();
    Instant from = announcement.announcedAt();
    long changes = 0;
    long bytes = 0;
    for (int i = 0; i < announcement.plan().waves().size(); i++) {
      JsonObject wave = wave(i, from);
      waves.add(wave);
      changes += sum(wave, "changes");
      bytes += sum(wave, "bytes");
      from = lastOpening(i, from).plus(takes(announcement.plan().waves().get(i)));
    }
    json.addProperty("changes", changes);
    json.addProperty("estimatedBytes", bytes);
    json.addProperty("earliestEndSeconds", secondsTo(from));
    json.add("waves", waves);
    JsonArray warnings = new JsonArray();
    new PlanWarnings(view, announcement).list().forEach(warnings::add);
    json.add("warnings", warnings);
    return json;
  }

  /** From a node's opening to its vote at the earliest: a shadow may end as soon as it begins. */
  private static Duration takes(Wave wave) {
    Canary canary = wave.canary();
    return canary == null ? wave.bake() : wave.bake().plus(canary.lasting());
  }

  /** The next wave waits for every region, and a region for the first of its nodes. */
  private Instant lastOpening(int index, Instant from) {
    return openings(index, from).stream()
        .map(openings -> openings.earliest(from))
        .max(Instant::compareTo)
        .orElse(from);
  }

  private List<Openings> openings(int index, Instant from) {
    Wave wave = announcement.plan().waves().get(index);
    return wave.regions().stream().map(it -> Openings.of(wave, nodes(it), from)).toList();
  }

  private long secondsTo(Instant moment) {
    return Duration.between(announcement.announcedAt(), moment).toSeconds();
  }

  private JsonObject wave(int index, Instant from) {
    Wave wave = announcement.plan().waves().get(index);
    JsonObject json = new JsonObject();
    json.addProperty("name", wave.name());
    json.addProperty(
        "opensAfterSeconds",
        openings(index, from).stream()
            .mapToLong(openings -> secondsTo(openings.earliest(from)))
            .min()
            .orElse(secondsTo(from)));
    if (wave.shadow() != null) {
      json.addProperty("shadowRequests", wave.shadow().requests());
      json.addProperty("shadowSeconds", wave.shadow().atMost().toSeconds());
    }
    if (wave.canary() != null) {
      json.addProperty("canaryShare", wave.canary().share().toString());
      json.addProperty("canarySeconds", wave.canary().lasting().toSeconds());
    }
    json.addProperty("bakeSeconds", wave.bake().toSeconds());
    json.addProperty("minRequests", wave.minRequests());
    JsonArray gates = new JsonArray();
    wave.gates().forEach(gate -> gates.add(gate.name()));
    json.add("gates", gates);
    JsonArray regions = new JsonArray();
    wave.regions().forEach(region -> regions.add(region(index, region, from)));
    json.add("regions", regions);
    return json;
  }

  private JsonObject region(int index, RegionName region, Instant from) {
    List<Member> nodes = nodes(region);
    Estimate estimate = transfer.of(nodes);
    JsonObject json = new JsonObject();
    json.addProperty("region", region.value());
    json.addProperty("nodes", nodes.size());
    json.addProperty("allNodesKnown", nodes.size() < Councils.SIZE);
    json.add("opens", Openings.of(announcement.plan().waves().get(index), nodes, from).toJson());
    json.addProperty("changes", nodes.stream().filter(node -> !runsIt(node)).count());
    JsonArray classes = new JsonArray();
    for (Panel panel : announcement.panels(announcement.jury(index, region).orElseThrow())) {
      if (panel.isWhole()) {
        addQuorum(json, panel);
      } else {
        JsonObject ofClass = new JsonObject();
        ofClass.addProperty("deviceClass", panel.deviceClass());
        addQuorum(ofClass, panel);
        classes.add(ofClass);
      }
    }
    if (!classes.isEmpty()) {
      json.add("deviceClasses", classes);
    }
    json.addProperty("bytes", estimate.bytes());
    json.addProperty("bytesFromElsewhere", estimate.bytesFromElsewhere());
    Fallback.of(view, announcement.model(), region)
        .ifPresent(
            proven -> {
              JsonObject returnsTo = new JsonObject();
              returnsTo.addProperty("rollout", proven.id().hex());
              returnsTo.addProperty("version", proven.announcement().version());
              json.add("returnsTo", returnsTo);
            });
    return json;
  }

  private void addQuorum(JsonObject json, Panel panel) {
    Wave wave = announcement.plan().waves().get(panel.wave());
    Jury jury = announcement.jury(panel).orElseThrow();
    Quorum quorum = Quorum.of(jury.jurors().size(), 0, wave.promote(), wave.minJurors());
    JsonArray jurors = new JsonArray();
    jury.jurors().forEach(juror -> jurors.add(juror.value()));
    json.add("jury", jurors);
    json.addProperty("promote", quorum.promote());
    json.addProperty("rollback", quorum.rollback());
    json.addProperty("f", quorum.rollback() - 1);
  }

  /** Of a larger region the council alone. */
  private List<Member> nodes(RegionName region) {
    return view.members().stream()
        .filter(member -> member.peer().region().equals(region))
        .filter(member -> member.liveness() != Liveness.DEAD)
        .toList();
  }

  private boolean runsIt(Member node) {
    ModelStatus status = node.models().get(announcement.model().value());
    return status != null && announcement.version().equals(status.version());
  }

  private static long sum(JsonObject wave, String field) {
    long sum = 0;
    for (var region : wave.getAsJsonArray("regions")) {
      sum += region.getAsJsonObject().get(field).getAsLong();
    }
    return sum;
  }
}
