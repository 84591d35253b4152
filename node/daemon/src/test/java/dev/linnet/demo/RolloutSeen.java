package dev.linnet.demo;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was seen of one rollout, each region through the eyes of its own nodes. */
final class RolloutSeen {
  /**
   * A region's part.
   *
   * @param verdict {@code NONE}, {@code PROMOTED} or {@code ROLLED_BACK}
   * @param openedSeconds when its first node served the version, since the demo's start
   * @param verdictSeconds when the verdict was first seen there
   */
  record RegionSeen(
      String verdict,
      int jury,
      int healthy,
      int unhealthy,
      @Nullable Double openedSeconds,
      @Nullable Double verdictSeconds) {
    static final RegionSeen NOTHING = new RegionSeen("NONE", 0, 0, 0, null, null);
  }

  /** A node's part: its phase, and the version that answers there. */
  record NodeSeen(String region, String phase, @Nullable String active, boolean everServed) {}

  private final String version;
  private final String id;
  private final double announcedSeconds;
  private final SortedMap<String, RegionSeen> regions = new TreeMap<>();
  private final SortedMap<String, NodeSeen> nodes = new TreeMap<>();
  private @Nullable Moved moved;
  private String state = "WAITING";

  RolloutSeen(String version, String id, double announcedSeconds) {
    this.version = version;
    this.id = id;
    this.announcedSeconds = announcedSeconds;
  }

  String version() {
    return version;
  }

  String id() {
    return id;
  }

  double announcedSeconds() {
    return announcedSeconds;
  }

  synchronized String state() {
    return state;
  }

  synchronized RegionSeen region(String region) {
    return regions.getOrDefault(region, RegionSeen.NOTHING);
  }

  synchronized SortedMap<String, NodeSeen> nodes() {
    return new TreeMap<>(nodes);
  }

  /** What the rollout moved; null until it is over. */
  synchronized @Nullable Moved moved() {
    return moved;
  }

  synchronized void close(Moved total) {
    moved = total;
  }

  /** Takes in what one node says of itself. */
  synchronized void see(String node, String region, String phase, @Nullable String active) {
    NodeSeen before = nodes.get(node);
    boolean served = phase.equals("SERVING") || (before != null && before.everServed());
    nodes.put(node, new NodeSeen(region, phase, active, served));
  }

  /** Takes in what a node says of its region. Votes only grow; a verdict only gets worse. */
  synchronized void see(
      String region, String verdict, int jury, int healthy, int unhealthy, double seconds) {
    RegionSeen before = region(region);
    boolean rolledBack = before.verdict().equals("ROLLED_BACK") || verdict.equals("ROLLED_BACK");
    String worst = rolledBack ? "ROLLED_BACK" : verdict.equals("NONE") ? before.verdict() : verdict;
    boolean opened =
        nodes.values().stream().anyMatch(each -> each.region().equals(region) && each.everServed());
    regions.put(
        region,
        new RegionSeen(
            worst,
            Math.max(before.jury(), jury),
            Math.max(before.healthy(), healthy),
            Math.max(before.unhealthy(), unhealthy),
            before.openedSeconds() == null && opened ? (Double) seconds : before.openedSeconds(),
            worst.equals(before.verdict()) ? before.verdictSeconds() : (Double) seconds));
  }

  synchronized void seeState(String now) {
    state = now;
  }
}
