package dev.linnet.soak;

import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.SceneClient;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.soak.Versions.Known;
import dev.linnet.testmesh.Await;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** After a storm: within a bound all nodes are well, know each other and know the same. */
final class Calm {
  /** Rule 12: a node without its disk waits two minutes for those who could tell what it said. */
  static final int BOUND_SECONDS = 150;

  private final Site site;
  private final Map<Host, Auditor> auditors;
  private final Versions versions;
  private final Breaks breaks;
  private final Journal journal;
  private final SceneClient client = new SceneClient(Rollouts.MODEL);
  private final SceneSource scenes = new SceneSource(new SplittableRandom(7));
  private final List<Double> seconds = new ArrayList<>();
  private Map<String, String> states = Map.of();

  Calm(Site site, Map<Host, Auditor> auditors, Versions versions, Breaks breaks, Journal journal) {
    this.site = site;
    this.auditors = auditors;
    this.versions = versions;
    this.breaks = breaks;
    this.journal = journal;
  }

  /** How long it took after each storm. */
  List<Double> seconds() {
    return List.copyOf(seconds);
  }

  /** What all nodes say of all rollouts. */
  Map<String, String> states() {
    return states;
  }

  /** Waits for it, and looks at what may have been lost; false if it did not come. */
  boolean await() {
    long began = System.nanoTime();
    Optional<String> lacking = lacking();
    while (lacking.isPresent()) {
      if ((System.nanoTime() - began) / 1e9 > BOUND_SECONDS) {
        breaks.add("INV-3", "not within %d s: %s".formatted(BOUND_SECONDS, lacking.get()));
        return false;
      }
      Await.pause(500);
      lacking = lacking();
    }
    seconds.add((System.nanoTime() - began) / 1e9);
    journal.write("calm: " + states);
    requireNothingLost();
    return true;
  }

  /** The first thing that is not yet as it should be. */
  private Optional<String> lacking() {
    for (Host host : site.hosts()) {
      Optional<String> excuse = host.excuse();
      if (!host.node.isRunning() || excuse.isPresent()) {
        return Optional.of(host.name() + " is well (" + excuse.orElse("down") + ")");
      }
    }
    for (Host host : site.hosts()) {
      Map<String, String> notAlive = site.notAlive(host);
      if (!notAlive.isEmpty()) {
        return Optional.of(host.name() + " holds all for alive; not " + notAlive);
      }
    }
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    auditors.forEach((host, auditor) -> all.put(host.name(), auditor.states()));
    Set<Map<String, String>> different = new HashSet<>(all.values());
    if (different.size() > 1 || different.contains(Map.<String, String>of())) {
      return Optional.of("all know the same rollouts: " + all);
    }
    states = different.iterator().next();
    for (Map.Entry<String, String> each : states.entrySet()) {
      if (!Rollouts.isFinal(each.getValue())) {
        return Optional.of("rollout of " + each.getKey() + " ends; it is " + each.getValue());
      }
    }
    return regionThatDiffers();
  }

  private Optional<String> regionThatDiffers() {
    Map<String, Set<String>> serving = new LinkedHashMap<>();
    for (Host host : site.hosts()) {
      serving
          .computeIfAbsent(host.region(), any -> new HashSet<>())
          .add(serves(host).orElse("nothing"));
    }
    return serving.values().stream().anyMatch(each -> each.size() > 1 || each.contains("nothing"))
        ? Optional.of("each region serves one version: " + serving)
        : Optional.empty();
  }

  private Optional<String> serves(Host host) {
    return client
        .ask(host.node.http(), scenes.draw(Light.INDOOR))
        .answer()
        .map(SceneClient.Answer::version);
  }

  private void requireNothingLost() {
    auditors.values().forEach(Auditor::requireAllEvents);
    int highestPromoted =
        states.entrySet().stream()
            .filter(each -> each.getValue().equals("PROMOTED"))
            .mapToInt(each -> Integer.parseInt(each.getKey()))
            .max()
            .orElse(0);
    for (Known known : versions.announced()) {
      if (Integer.parseInt(known.version()) > highestPromoted
          && !states.containsKey(known.version())) {
        breaks.add("LOST", "nobody knows version " + known.version() + ", which was announced");
      }
    }
    for (Host host : site.hosts()) {
      String version = serves(host).orElse("nothing");
      boolean complete = Site.hasAllOf(host, version).allMatch(all -> all);
      if (!complete) {
        breaks.add("LOST", host.name() + " serves " + version + ", and has not all of it");
      }
    }
  }
}
