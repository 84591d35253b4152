package dev.linnet.daemon.transport;

import dev.linnet.daemon.Later;
import io.scalecube.cluster.transport.api.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Lets gossips for one member wait a moment for each other. ScaleCube hands them over one by one,
 * in a region of many members dozens at a time, and a frame costs more than what is in it.
 * Thread-safe.
 */
final class GossipGathering {
  /** Longer than it takes to hand a round's gossips over, and little of the time between two. */
  private static final Duration WAIT = Duration.ofMillis(10);

  private static final int MOST_TOGETHER = 64;

  private final Later later;
  private final BiConsumer<String, List<Message>> out;

  /** What waits, by whom it is for. */
  private final Map<String, List<Message>> waiting = new LinkedHashMap<>();

  /**
   * Nothing waits yet.
   *
   * @param out takes an address and what goes there together, outside of any lock
   */
  GossipGathering(Later later, BiConsumer<String, List<Message>> out) {
    this.later = later;
    this.out = out;
  }

  void add(String to, Message gossip) {
    List<Message> full = List.of();
    boolean isFirst;
    synchronized (waiting) {
      isFirst = waiting.isEmpty();
      List<Message> forOne = waiting.computeIfAbsent(to, member -> new ArrayList<>());
      forOne.add(gossip);
      if (forOne.size() == MOST_TOGETHER) {
        full = waiting.remove(to);
      }
    }
    if (!full.isEmpty()) {
      out.accept(to, full);
    }
    if (isFirst) {
      later.run(WAIT, this::release);
    }
  }

  private void release() {
    Map<String, List<Message>> ready;
    synchronized (waiting) {
      ready = new LinkedHashMap<>(waiting);
      waiting.clear();
    }
    ready.forEach(out);
  }
}
