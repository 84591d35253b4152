package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.daemon.survey.Survey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A twin of the mesh as a scenario of {@code linnet-sim}, which docs/simulating.md describes: what
 * this node knows of regions and devices, and what nodes measured. Names of nodes, addresses and
 * keys stay here. Nodes that are gone are in it and crash at once, so that juries do without them.
 */
final class TwinDocument {
  private final NodeView view;
  private final Map<NodeName, Survey> surveys;
  private final Instant now;
  private final Set<String> notes = new LinkedHashSet<>();

  TwinDocument(NodeView view, Map<NodeName, Survey> surveys, Instant now) {
    this.view = view;
    this.surveys = surveys;
    this.now = now;
  }

  JsonObject toJson() {
    TwinDevices devices = new TwinDevices(view, surveys);
    JsonObject twin = new JsonObject();
    view.roots().stream()
        .reduce((earlier, later) -> later)
        .map(Envelope::payload)
        .ifPresent(root -> twin.addProperty("name", TrustRoot.parse(root).mesh()));
    twin.addProperty("start", now.truncatedTo(ChronoUnit.SECONDS).toString());
    twin.add("classes", devices.classes(notes));
    twin.add("regions", devices.regions());
    twin.add("links", new TwinLinks(devices.regionNames(), byRegion()).toJson());
    churn(twin);
    List<String> gone = devices.gone();
    if (!gone.isEmpty()) {
      JsonObject crash = new JsonObject();
      crash.addProperty("at", "0s");
      JsonArray names = new JsonArray();
      gone.forEach(names::add);
      crash.add("crash", names);
      JsonArray faults = new JsonArray();
      faults.add(crash);
      twin.add("faults", faults);
    }
    new TwinModels(view, surveys).addTo(twin, notes);
    long silent =
        view.members().stream()
            .filter(member -> member.liveness() != Liveness.DEAD)
            .filter(member -> surveys.get(member.peer().node()) == null)
            .count();
    if (silent > 0) {
      notes.add(silent + " living nodes were not asked or did not answer");
    }
    JsonObject document = Documents.versioned();
    document.add("twin", twin);
    JsonArray said = new JsonArray();
    notes.forEach(said::add);
    document.add("notes", said);
    return document;
  }

  private Map<RegionName, List<Survey>> byRegion() {
    Map<RegionName, List<Survey>> all = new TreeMap<>();
    for (Member member : view.members()) {
      Peer peer = member.peer();
      Survey survey = surveys.get(peer.node());
      if (survey != null) {
        all.computeIfAbsent(peer.region(), any -> new ArrayList<>()).add(survey);
      }
    }
    return all;
  }

  /** By the one of each region that watched longest; without a single return nothing is known. */
  private void churn(JsonObject twin) {
    JsonArray churn = new JsonArray();
    byRegion()
        .forEach(
            (region, told) -> {
              Survey.Absences seen =
                  told.stream()
                      .map(Survey::absences)
                      .reduce(
                          (one, other) -> one.watchedNanos() >= other.watchedNanos() ? one : other)
                      .orElseThrow();
              long others = TwinDevices.nodes(view, region) - 1;
              if (seen.returns() > 0 && others > 0) {
                JsonObject entry = new JsonObject();
                entry.addProperty("nodes", region.value());
                long up = Math.max(0, seen.watchedNanos() * others - seen.absentNanos());
                entry.add("up", exponential(up / seen.departures()));
                entry.add("down", exponential(seen.absentNanos() / seen.returns()));
                churn.add(entry);
                notes.add(
                    "churn of %s: from %d departures in %s s"
                        .formatted(
                            region, seen.departures(), seen.watchedNanos() / 1_000_000_000L));
              }
            });
    if (!churn.isEmpty()) {
      twin.add("churn", churn);
    }
  }

  private static JsonObject exponential(long meanNanos) {
    JsonObject mean = new JsonObject();
    mean.addProperty("mean", TwinUnits.time(meanNanos));
    JsonObject distribution = new JsonObject();
    distribution.add("exponential", mean);
    return distribution;
  }
}
