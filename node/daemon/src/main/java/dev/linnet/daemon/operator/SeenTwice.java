package dev.linnet.daemon.operator;

import dev.linnet.core.mesh.NodeName;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The nodes that this process noticed to run as two at once. Each two are noticed once, however
 * long they go on, so that what was noticed stays until this process ends.
 */
public final class SeenTwice {
  private final Clock clock;
  private final SortedMap<NodeName, Noticed> byNode = new TreeMap<>();

  private record Noticed(Instant at, String sentence) {}

  /** Nothing was noticed yet. */
  public SeenTwice(Clock clock) {
    this.clock = clock;
  }

  /**
   * A node runs twice; what was noticed of it before is of the past.
   *
   * @param sentence where, and what to do
   */
  public synchronized void notice(NodeName node, String sentence) {
    byNode.put(node, new Noticed(clock.instant().truncatedTo(ChronoUnit.SECONDS), sentence));
  }

  /** A line for each node. */
  synchronized List<String> sentences() {
    return byNode.values().stream()
        .map(noticed -> "noticed at " + noticed.at() + ": " + noticed.sentence())
        .toList();
  }
}
