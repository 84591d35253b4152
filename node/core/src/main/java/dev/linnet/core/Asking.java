package dev.linnet.core;

import dev.linnet.core.Message.ChunksAsked;
import dev.linnet.core.Message.ManifestAsked;
import dev.linnet.core.gossip.Sample;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.swarm.Swarm;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Whom this node asks for what it lacks, and how often. */
final class Asking {
  /**
   * Who was asked says by itself what it gains. So a region that is asked whole is asked less and
   * less often; of a larger one others are drawn each time.
   */
  private static final Duration LONGEST_PAUSE_AT_HOME = Duration.ofSeconds(5);

  /**
   * Each node asks, and a question crosses a slow link and is answered over it. A chunk takes about
   * as long on such a link, so that what is heard this late keeps nobody waiting who knows somebody
   * to ask for one.
   */
  private static final Duration LONGEST_PAUSE_ABROAD = Duration.ofMillis(1_600);

  private static final int ASKED_FOR_MANIFEST = 8;
  private static final int ASKED_FOR_CHUNKS = 16;

  private final Directory directory;
  private final Swarm swarm;
  private final Doors doors;
  private final NamedHolders named;
  private final RandomGenerator random;
  private final AskPause pauseAtHome = new AskPause(LONGEST_PAUSE_AT_HOME);
  private final AskPause pauseAbroad = new AskPause(LONGEST_PAUSE_ABROAD);
  private long nextAskNanos = Long.MIN_VALUE;

  Asking(
      Directory directory, Swarm swarm, Doors doors, NamedHolders named, RandomGenerator random) {
    this.directory = directory;
    this.swarm = swarm;
    this.doors = doors;
    this.named = named;
    this.random = random;
  }

  /** There is something new to ask for. */
  void soon() {
    nextAskNanos = Long.MIN_VALUE;
    pauseAtHome.end();
    pauseAbroad.end();
  }

  /**
   * Asks if it is time to.
   *
   * @param manifests those that are needed and not here
   * @param incomplete those of which chunks are wanted
   */
  void step(Set<Digest> manifests, List<Digest> incomplete, long nowNanos, Effects effects) {
    if (nowNanos < nextAskNanos || manifests.isEmpty() && incomplete.isEmpty()) {
      return;
    }
    nextAskNanos = nowNanos + AskPause.SHORTEST_NANOS;
    if (!manifests.isEmpty()) {
      askForManifests(manifests, effects);
    }
    if (!incomplete.isEmpty()) {
      askAbroad(incomplete, nowNanos, effects);
      askAtHome(incomplete, nowNanos, effects);
    }
  }

  private void askForManifests(Set<Digest> manifests, Effects effects) {
    List<Peer> asked = new ArrayList<>(atHome(ASKED_FOR_MANIFEST));
    asked.addAll(doors.any());
    manifests.forEach(
        manifest -> asked.forEach(peer -> effects.send(peer, new ManifestAsked(manifest))));
  }

  private void askAbroad(List<Digest> incomplete, long nowNanos, Effects effects) {
    boolean isSought = !swarm.knowsHolder();
    if (isSought) {
      pauseAbroad.end();
    }
    if (!swarm.isAllInRegion() && pauseAbroad.isOver(doors.areAllAsked(), nowNanos)) {
      named.asked(isSought);
      for (Digest manifest : incomplete) {
        doors.of(manifest, isSought).forEach(peer -> effects.send(peer, new ChunksAsked(manifest)));
      }
    }
  }

  private void askAtHome(List<Digest> incomplete, long nowNanos, Effects effects) {
    if (pauseAtHome.isOver(isRegionAskedWhole(), nowNanos)) {
      List<Peer> asked = some();
      incomplete.forEach(
          manifest -> asked.forEach(peer -> effects.send(peer, new ChunksAsked(manifest))));
    }
  }

  /** Whether each of the own region is asked each time. */
  boolean isRegionAskedWhole() {
    return directory.regionPeers().size() <= ASKED_FOR_CHUNKS;
  }

  /** Peers of the own region, drawn anew, as many as are asked for chunks. */
  List<Peer> some() {
    return atHome(ASKED_FOR_CHUNKS);
  }

  private List<Peer> atHome(int count) {
    return Sample.of(count, directory.regionPeers(), random);
  }
}
