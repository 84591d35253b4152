package dev.linnet.core.gossip;

import dev.linnet.core.Message;
import dev.linnet.core.Message.FactsAsked;
import dev.linnet.core.Message.FactsPushed;
import dev.linnet.core.Message.SummaryOffered;
import dev.linnet.core.Message.VersionsOffered;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Comparison;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Spreads facts. Fresh ones are pushed at once to a few peers, in the region and, where they are
 * global, beyond it; everything else is found by comparing replicas in turn with random peers (push
 * and anti-entropy of Demers et al., 1987). Nothing here is waited for: a lost message is made good
 * by a later comparison.
 */
public final class Gossip {
  /** How many facts one message holds at the most; an announcement may have 64 KiB. */
  private static final int MAX_FACTS = 32;

  private final RegionName region;
  private final Directory directory;
  private final Replica replica;
  private final Comparison comparison;
  private final GossipSettings settings;
  private final RandomGenerator random;
  private final BiConsumer<Peer, Message> send;
  private long nextRegionNanos = Long.MIN_VALUE;
  private long nextWideNanos = Long.MIN_VALUE;

  public Gossip(
      RegionName region,
      Directory directory,
      Replica replica,
      GossipSettings settings,
      RandomGenerator random,
      BiConsumer<Peer, Message> send) {
    this.region = region;
    this.directory = directory;
    this.replica = replica;
    this.comparison = new Comparison(replica, directory::isCouncillor, directory::councilChanges);
    this.settings = settings;
    this.random = random;
    this.send = send;
  }

  /**
   * Pushes the facts in some places, which are news here.
   *
   * @param from whom they came from, who needs no copy; null if they were made here
   */
  public void spread(List<String> keys, @Nullable NodeName from) {
    List<Fact> global = new ArrayList<>();
    List<Fact> all = new ArrayList<>();
    for (String key : keys) {
      Optional<Fact> fact = replica.fact(key);
      fact.ifPresent(all::add);
      fact.filter(any -> comparison.isGlobal(key)).ifPresent(global::add);
    }
    for (Peer peer : pick(settings.fanout(), without(directory.regionPeers(), from))) {
      push(peer, all);
    }
    Optional<RegionName> origin =
        Optional.ofNullable(from).flatMap(directory::peer).map(Peer::region);
    if (!global.isEmpty() && !origin.equals(Optional.of(region))) {
      SortedSet<RegionName> others = new TreeSet<>(directory.regions());
      others.remove(region);
      origin.ifPresent(others::remove);
      for (RegionName other : pick(settings.wideFanout(), List.copyOf(others))) {
        pick(1, directory.councilPeers(other)).forEach(peer -> push(peer, global));
      }
    }
  }

  /** Compares with somebody if it is time to. */
  public void tick(long nowNanos) {
    if (nowNanos >= nextRegionNanos) {
      nextRegionNanos = nowNanos + jittered(settings.regionPeriod().toNanos());
      List<Peer> peers = new ArrayList<>(directory.regionPeers());
      peers.addAll(directory.strangers());
      pick(1, peers).forEach(this::compareWith);
    }
    if (nowNanos >= nextWideNanos) {
      nextWideNanos = nowNanos + jittered(settings.widePeriod().toNanos());
      SortedSet<RegionName> others = new TreeSet<>(directory.regions());
      others.remove(region);
      for (RegionName other : pick(1, List.copyOf(others))) {
        pick(1, directory.councilPeers(other)).forEach(this::compareWith);
      }
    }
  }

  /** Offers a peer a comparison. */
  public void compareWith(Peer peer) {
    boolean regional = peer.region().equals(region);
    send.accept(peer, new SummaryOffered(regional, comparison.bucketHashes(regional)));
  }

  public void onSummary(Peer from, SummaryOffered summary) {
    boolean regional = summary.regional() && from.region().equals(region);
    List<Integer> buckets = comparison.differing(regional, summary.bucketHashes());
    if (!buckets.isEmpty()) {
      send.accept(
          from, new VersionsOffered(regional, buckets, comparison.versions(regional, buckets)));
    }
  }

  public void onVersions(Peer from, VersionsOffered offer) {
    boolean regional = offer.regional() && from.region().equals(region);
    push(from, comparison.lackedThere(regional, offer.buckets(), offer.versions()));
    List<Long> lacked = comparison.lackedHere(offer.versions());
    if (!lacked.isEmpty()) {
      send.accept(from, new FactsAsked(lacked));
    }
  }

  public void onAsked(Peer from, FactsAsked asked) {
    push(from, comparison.facts(from.region().equals(region), asked.keyHashes()));
  }

  private void push(Peer to, List<Fact> facts) {
    for (int start = 0; start < facts.size(); start += MAX_FACTS) {
      List<Fact> some = facts.subList(start, Math.min(start + MAX_FACTS, facts.size()));
      send.accept(to, new FactsPushed(some));
    }
  }

  private static List<Peer> without(List<Peer> peers, @Nullable NodeName name) {
    return peers.stream().filter(peer -> !peer.node().equals(name)).toList();
  }

  /** Periods of many nodes must not fall into step. */
  private long jittered(long periodNanos) {
    return periodNanos / 2 + random.nextLong(periodNanos + 1);
  }

  private <T> List<T> pick(int count, List<T> from) {
    return Sample.of(count, from, random);
  }
}
