package dev.linnet.core.gossip;

import dev.linnet.core.Message.Version;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What was asked for and did not come yet. A fact that many offer is asked of one; of the next only
 * once that one let it wait.
 */
final class Pulls {
  /** Longer than a round trip across the wide area, and short beside a comparison's period. */
  private static final long PATIENCE_NANOS = Duration.ofMillis(400).toNanos();

  /** What is offered beyond that is left to a later comparison; bounds memory. */
  private static final int MAX_OPEN = 8_192;

  private static final int MAX_OTHERS = 3;

  private final SortedMap<Version, Pull> open =
      new TreeMap<>(
          Comparator.comparingLong(Version::keyHash).thenComparingLong(Version::stateHash));

  private static final class Pull {
    final Deque<Peer> others = new ArrayDeque<>();
    long overdueNanos;
  }

  /** The places to ask of a peer now, out of those that it offers and that are lacked here. */
  List<Long> offered(Peer by, List<Version> lacked, long nowNanos) {
    List<Long> ask = new ArrayList<>();
    for (Version version : lacked) {
      Pull pull = open.get(version);
      if (pull == null && open.size() < MAX_OPEN) {
        pull = new Pull();
        pull.overdueNanos = nowNanos + PATIENCE_NANOS;
        open.put(version, pull);
        ask.add(version.keyHash());
      } else if (pull != null && pull.others.size() < MAX_OTHERS) {
        pull.others.add(by);
      }
    }
    return ask;
  }

  /** What to ask of whom, since those who were asked first let it wait. */
  Map<NodeName, Reminder> overdue(Predicate<Version> held, long nowNanos) {
    Map<NodeName, Reminder> reminders = new TreeMap<>();
    Iterator<Map.Entry<Version, Pull>> pulls = open.entrySet().iterator();
    while (pulls.hasNext()) {
      Map.Entry<Version, Pull> entry = pulls.next();
      Pull pull = entry.getValue();
      Peer next = nowNanos < pull.overdueNanos ? null : pull.others.poll();
      if (held.test(entry.getKey()) || (next == null && nowNanos >= pull.overdueNanos)) {
        pulls.remove();
      } else if (next != null) {
        pull.overdueNanos = nowNanos + PATIENCE_NANOS;
        Peer peer = next;
        reminders
            .computeIfAbsent(peer.node(), any -> new Reminder(peer, new ArrayList<>()))
            .keyHashes()
            .add(entry.getKey().keyHash());
      }
    }
    return reminders;
  }

  /** Places to ask of a peer. */
  record Reminder(Peer peer, List<Long> keyHashes) {}
}
