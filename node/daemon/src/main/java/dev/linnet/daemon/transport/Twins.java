package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices a node that runs as two processes at once: its disk was cloned, or its key stolen. Says
 * so once for each two.
 *
 * <p>Two boot ids under one name are no more than a restart: the one before may be heard for a
 * moment yet, out of what it sent before its end, and in any order. So both must be heard again
 * long after each of them was heard first.
 */
final class Twins {
  /** What a process sent has come by then after its end, also over a line that loses most of it. */
  static final Duration AFTERLIFE = Duration.ofMinutes(1);

  /** Of one session no more is taken in: each time takes a lock that all of them share. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** Who was heard last is remembered; nodes have names of the mesh's authority alone. */
  static final int MOST_NODES = 4096;

  private final BiConsumer<NodeName, String> listener;
  private final LongSupplier nanoTime;
  private final Map<NodeName, Runs> byNode = new LinkedHashMap<>(16, 0.75f, true);
  private long toldOfOwn = Speaker.NO_BOOT_ID;

  /**
   * Nobody was heard yet.
   *
   * @param listener of the node that runs twice, and a line for a person
   */
  Twins(BiConsumer<NodeName, String> listener, LongSupplier nanoTime) {
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  /** Something came from a process of another node; taken in once in {@link #PAUSE}. */
  void heard(Session session) {
    Speaker speaker = session.speaker();
    if (speaker.bootId() == Speaker.NO_BOOT_ID) {
      return;
    }
    long nowNanos = nanoTime.getAsLong();
    if (!session.isNews(nowNanos, PAUSE)) {
      return;
    }
    String places;
    synchronized (byNode) {
      Runs runs = byNode.computeIfAbsent(speaker.node(), node -> new Runs());
      if (byNode.size() > MOST_NODES) {
        byNode.remove(byNode.keySet().iterator().next());
      }
      places = runs.heard(speaker, nowNanos);
    }
    if (places != null) {
      tell(speaker.node(), places);
    }
  }

  /** Another process greeted in this node's own name, which is living by itself. */
  void metOwn(Speaker twin) {
    synchronized (byNode) {
      if (toldOfOwn == twin.bootId()) {
        return;
      }
      toldOfOwn = twin.bootId();
    }
    tell(twin.node(), "here and at " + twin.place());
  }

  private void tell(NodeName node, String places) {
    listener.accept(
        node,
        "node "
            + node
            + " runs twice, "
            + places
            + ": stop one of them and enroll it under another name, or run"
            + " `linnet mesh revoke DIR --node "
            + node
            + "` if it was stolen");
  }

  /** The processes of one node, by when each was heard first: two, of which none is long silent. */
  private static final class Runs {
    private final List<Run> runs = new ArrayList<>(2);
    private boolean told;

    /** Where both of them are, if it is time to say so. */
    @Nullable String heard(Speaker speaker, long nowNanos) {
      Run run = of(speaker.bootId());
      if (run == null) {
        begin(speaker, nowNanos);
        return null;
      }
      run.speaker = speaker;
      run.lastNanos = nowNanos;
      if (told || !bothLive()) {
        return null;
      }
      told = true;
      return "at " + runs.get(0).speaker.place() + " and at " + runs.get(1).speaker.place();
    }

    private @Nullable Run of(long bootId) {
      for (Run run : runs) {
        if (run.speaker.bootId() == bootId) {
          return run;
        }
      }
      return null;
    }

    /** A third waits until one of two has been silent for long. */
    private void begin(Speaker speaker, long nowNanos) {
      if (runs.size() == 2) {
        Run quieter =
            Collections.min(runs, Comparator.comparingLong(run -> run.lastNanos - nowNanos));
        if (nowNanos - quieter.lastNanos < AFTERLIFE.toNanos()) {
          return;
        }
        runs.remove(quieter);
        told = false;
      }
      runs.add(new Run(speaker, nowNanos));
    }

    private boolean bothLive() {
      return runs.size() == 2
          && runs.stream()
              .allMatch(run -> run.lastNanos - runs.get(1).firstNanos >= AFTERLIFE.toNanos());
    }
  }

  /** One process. */
  private static final class Run {
    private final long firstNanos;
    private Speaker speaker;
    private long lastNanos;

    Run(Speaker speaker, long nowNanos) {
      this.firstNanos = nowNanos;
      this.speaker = speaker;
      this.lastNanos = nowNanos;
    }
  }
}
