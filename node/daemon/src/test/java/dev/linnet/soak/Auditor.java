package dev.linnet.soak;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.testmesh.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one node says of itself, second after second, held against what it does. All that is judged
 * here was first said by this very node, so no clock and no delay of others plays a part.
 */
final class Auditor implements Runnable {
  private static final long PERIOD_MILLIS = 1_500;

  /**
   * From its word that a rollout is covered until it must have left it, on a machine at its limit.
   */
  private static final long LEAVES_WITHIN_NANOS = 10_000_000_000L;

  private final Host host;
  private final Versions versions;
  private final Breaks breaks;
  private final Journal journal;

  /** Versions that this node said are covered here, and when it said so first. */
  private final Map<String, Long> coveredNanos = new HashMap<>();

  /** Versions that it answered with, and of which it has yet to tell why it opened them. */
  private final Set<String> toExplain = new HashSet<>();

  private final Set<String> served = new HashSet<>();
  private final Map<Path, List<String>> events = new TreeMap<>();
  private String states = "";

  Auditor(Host host, Versions versions, Breaks breaks, Journal journal) {
    this.host = host;
    this.versions = versions;
    this.breaks = breaks;
    this.journal = journal;
  }

  /** A right answer by a version, asked for at this time. */
  synchronized void answered(Versions.Known known, long askedNanos) {
    String version = known.version();
    if (known.fate() == Versions.Fate.FAILS_ITS_TRIAL) {
      breaks.add("INV-8", host.name() + " serves " + version + ", which fails its trial");
    }
    Long covered = coveredNanos.get(version);
    if (covered != null && askedNanos - covered > LEAVES_WITHIN_NANOS && host.excuse().isEmpty()) {
      breaks.add(
          "INV-7",
          "%s answers with version %s %.0f s after it said that it is covered"
              .formatted(host.name(), version, (askedNanos - covered) / 1e9));
    }
    if (served.add(version)) {
      journal.write(host.name() + " answers with version " + version);
      toExplain.add(version);
    }
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      if (host.node.isRunning()) {
        look();
      }
      Await.pause(PERIOD_MILLIS);
    }
  }

  private void look() {
    if (host.takeStoreDamaged()) {
      synchronized (this) {
        toExplain.clear();
        coveredNanos.clear();
      }
    }
    Optional<JsonObject> list = host.node.operator().rollouts();
    if (list.isEmpty()) {
      host.node.operator().reconnect();
      return;
    }
    for (JsonElement each : list.get().getAsJsonArray("rollouts")) {
      String id = each.getAsJsonObject().get("id").getAsString();
      host.node.operator().rollout(id).ifPresent(this::look);
    }
  }

  private synchronized void look(JsonObject rollout) {
    String version = rollout.get("version").getAsString();
    versions
        .of(version)
        .ifPresent(
            known -> {
              if (isCovered(rollout)) {
                coveredNanos.putIfAbsent(version, System.nanoTime());
              }
              if (toExplain.remove(version) && host.excuse().isEmpty()) {
                requirePromotedBefore(known, rollout);
              }
              if (known.fate() == Versions.Fate.FAILS_ITS_TRIAL
                  && rollout.get("state").getAsString().equals("PROMOTED")) {
                breaks.add("INV-4", "version " + version + " is promoted, which fails its trial");
              }
            });
  }

  /** Aborted, or rolled back by this region, or by more than one vote of any. */
  private boolean isCovered(JsonObject rollout) {
    if (rollout.get("state").getAsString().equals("ABORTED")) {
      return true;
    }
    return verdicts(rollout)
        .anyMatch(
            place ->
                place.get("verdict").getAsString().equals("ROLLED_BACK")
                    && (place.get("region").getAsString().equals(host.region())
                        || place.get("unhealthy").getAsInt() > 1));
  }

  private static Stream<JsonObject> verdicts(JsonObject rollout) {
    return rollout.getAsJsonArray("waves").asList().stream()
        .flatMap(wave -> wave.getAsJsonObject().getAsJsonArray("regions").asList().stream())
        .map(JsonElement::getAsJsonObject);
  }

  /** Verdicts only get worse, so what stood when it opened stands now, or something worse. */
  private void requirePromotedBefore(Versions.Known known, JsonObject rollout) {
    for (String region : known.regions()) {
      if (region.equals(host.region())) {
        return;
      }
      verdicts(rollout)
          .filter(place -> place.get("region").getAsString().equals(region))
          .filter(place -> place.get("verdict").getAsString().equals("NONE"))
          .forEach(
              place ->
                  breaks.add(
                      "INV-8",
                      "%s opened version %s, and %s has not promoted it"
                          .formatted(host.name(), known.version(), region)));
    }
  }

  /**
   * What was written stays: the events that were read before are a prefix of those that are there
   * now. Nobody may be writing.
   */
  void requireAllEvents() {
    Path file = host.disk.directory().resolve("data/events.jsonl");
    try {
      List<String> now = Files.exists(file) ? Files.readAllLines(file) : List.of();
      List<String> before = events.getOrDefault(file, List.of());
      boolean rotated = Files.exists(file.resolveSibling("events.1.jsonl"));
      if (!rotated
          && (now.size() < before.size() || !now.subList(0, before.size()).equals(before))) {
        breaks.add("LOST", "events of " + host.name() + " that were there are not any more");
      }
      for (String line : now.subList(Math.min(before.size(), now.size()), now.size())) {
        if (line.contains("JUROR_EQUIVOCATED")) {
          breaks.add("INV-12", host.name() + " has seen a double vote: " + line);
        }
      }
      events.put(file, new ArrayList<>(now));
    } catch (IOException e) {
      breaks.add("LOST", "the events of " + host.name() + " cannot be read: " + e.getMessage());
    }
  }

  /** The states of all rollouts by version, as the node tells them now; empty if it does not. */
  Map<String, String> states() {
    Map<String, String> all = new TreeMap<>();
    Optional<JsonObject> list = host.node.operator().rollouts();
    for (JsonElement each : list.map(it -> it.getAsJsonArray("rollouts")).orElse(new JsonArray())) {
      JsonObject rollout = each.getAsJsonObject();
      if (!rollout.get("leftBehind").getAsBoolean()) {
        all.put(rollout.get("version").getAsString(), rollout.get("state").getAsString());
      }
    }
    String now = all.toString();
    if (!now.equals(states)) {
      states = now;
      journal.write(host.name() + " knows " + now);
    }
    return all;
  }
}
