package dev.linnet.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.demo.RolloutSeen.NodeSeen;
import dev.linnet.demo.RolloutSeen.RegionSeen;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the newest rollout through every node, twice a second: each node is asked about itself
 * and its own region, since votes never leave it.
 */
final class Lookout implements AutoCloseable {
  private static final long PERIOD_MILLIS = 400;

  private final TestMesh mesh;
  private final Terminal terminal;
  private final Thread thread;
  private final Map<String, String> lastLine = new ConcurrentHashMap<>();
  private volatile @Nullable RolloutSeen current;
  private volatile Runnable onLook = () -> {};
  private volatile boolean closed;

  Lookout(TestMesh mesh, Terminal terminal) {
    this.mesh = mesh;
    this.terminal = terminal;
    this.thread = new Thread(this::run, "lookout");
    thread.setDaemon(true);
    thread.start();
  }

  /** Follows this rollout from now on. */
  RolloutSeen follow(String version, String id) {
    RolloutSeen seen = new RolloutSeen(version, id, terminal.seconds());
    current = seen;
    return seen;
  }

  /** Calls this after each look. */
  void onLook(Runnable action) {
    onLook = action;
  }

  Optional<RolloutSeen> current() {
    return Optional.ofNullable(current);
  }

  private void run() {
    while (!closed) {
      RolloutSeen rollout = current;
      if (rollout != null) {
        for (TestNode node : mesh.nodes()) {
          if (node.isRunning()) {
            node.operator().rollout(rollout.id()).ifPresent(doc -> see(rollout, node, doc));
          }
        }
        if (!terminal.live()) {
          tellChanges(rollout);
        }
      }
      onLook.run();
      try {
        Thread.sleep(PERIOD_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void see(RolloutSeen rollout, TestNode asked, JsonObject document) {
    for (JsonElement element : document.getAsJsonArray("nodes")) {
      JsonObject node = element.getAsJsonObject();
      if (text(node, "node").equals(asked.name())) {
        rollout.see(asked.name(), asked.region(), text(node, "phase"), version(node));
      }
    }
    for (JsonElement wave : document.getAsJsonArray("waves")) {
      for (JsonElement element : wave.getAsJsonObject().getAsJsonArray("regions")) {
        JsonObject region = element.getAsJsonObject();
        if (text(region, "region").equals(asked.region())) {
          rollout.see(
              asked.region(),
              text(region, "verdict"),
              region.get("jury").getAsInt(),
              region.get("healthy").getAsInt(),
              region.get("unhealthy").getAsInt(),
              terminal.seconds());
        }
      }
    }
    rollout.seeState(text(document, "state"));
  }

  private static String text(JsonObject json, String key) {
    return json.get(key).getAsString();
  }

  private static @Nullable String version(JsonObject node) {
    JsonElement active = node.get("active");
    return active == null || active.isJsonNull() ? null : active.getAsString();
  }

  private void tellChanges(RolloutSeen rollout) {
    Map<String, List<NodeSeen>> byRegion =
        rollout.nodes().values().stream()
            .collect(Collectors.groupingBy(NodeSeen::region, TreeMap::new, Collectors.toList()));
    byRegion.forEach(
        (region, nodes) -> {
          String line = line(region, nodes, rollout.region(region));
          if (!line.equals(lastLine.put(rollout.id() + region, line))) {
            terminal.event(line);
          }
        });
  }

  private static String line(String region, List<NodeSeen> nodes, RegionSeen seen) {
    Map<String, Long> phases =
        nodes.stream()
            .collect(Collectors.groupingBy(NodeSeen::phase, TreeMap::new, Collectors.counting()));
    String counts =
        phases.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return "%-4s  %-32s votes %d healthy, %d unhealthy%s"
        .formatted(
            region,
            counts,
            seen.healthy(),
            seen.unhealthy(),
            seen.verdict().equals("NONE") ? "" : "  -> " + seen.verdict());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
