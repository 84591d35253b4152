package dev.linnet.core.gossip;

import dev.linnet.core.Message;
import dev.linnet.core.Message.FactsAsked;
import dev.linnet.core.Message.FactsPushed;
import dev.linnet.core.Message.SummaryOffered;
import dev.linnet.core.Message.Version;
import dev.linnet.core.Message.VersionsOffered;
import dev.linnet.core.mesh.Neighbours;
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
 * Spreads facts. A fresh one is pushed while few can have it, since hardly a copy is wasted then;
 * once many may have it, it is offered by its hash and sent to who asks (the lazy push of Plumtree,
 * Leitão et al., 2007, without the tree); what is not urgent is offered with the next tick, all in
 * one message. Everything else is found by comparing replicas in turn with random peers
 * (anti-entropy of Demers et al., 1987). Nothing here is waited for: a lost message is made good by
 * another offer or a later comparison.
 *
 * <p>Inside a region peers are nodes, beyond it regions, of which any councillor will do; both
 * spreads follow the same rule.
 */
public final class Gossip {
  /** How many facts one message holds at the most; an announcement may have 64 KiB. */
  private static final int MAX_FACTS = 32;

  /** How many versions or places one message holds at the most. */
  private static final int MAX_VERSIONS = 4_096;

  /** With how many a node compares as soon as it meets them, of all that it meets at once. */
  private static final int GREETED = 4;

  /** A region is told by several others at once, as if its first had pushed on this often. */
  private static final int HOPS_AT_THE_DOOR = 2;

  private final RegionName region;
  private final Neighbours neighbours;
  private final Replica replica;
  private final Comparison comparison;
  private final GossipSettings settings;
  private final RandomGenerator random;
  private final BiConsumer<Peer, Message> send;
  private final Pulls pulls = new Pulls();
  private final SortedSet<String> waitingInRegion = new TreeSet<>();
  private final SortedSet<String> waitingBeyond = new TreeSet<>();
  private long nextRegionNanos = Long.MIN_VALUE;
  private long nextWideNanos = Long.MIN_VALUE;

  public Gossip(
      RegionName region,
      Neighbours neighbours,
      Replica replica,
      GossipSettings settings,
      RandomGenerator random,
      BiConsumer<Peer, Message> send) {
    this.region = region;
    this.neighbours = neighbours;
    this.replica = replica;
    this.comparison = new Comparison(replica);
    this.settings = settings;
    this.random = random;
    this.send = send;
  }

  /** Spreads the facts in some places, which were made here. */
  public void spreadOwn(List<String> keys) {
    spreadInRegion(keys, null, 0);
    spreadBeyond(keys, null, 0);
  }

  /**
   * Spreads the facts in some places, which a peer brought and which were news.
   *
   * @param hops as the message said that brought them
   */
  public void spread(List<String> keys, Peer from, int hops) {
    boolean fromOutside = !from.region().equals(region);
    boolean atTheDoor = fromOutside && hops < FactsPushed.PULLED;
    spreadInRegion(keys, from.node(), atTheDoor ? HOPS_AT_THE_DOOR : hops);
    if (fromOutside) {
      spreadBeyond(keys, from.region(), hops);
    }
  }

  private void spreadInRegion(List<String> fresh, @Nullable NodeName from, int hops) {
    List<Peer> peers = neighbours.regionPeers();
    boolean early = isEarly(settings.pushes(), hops, peers.size());
    List<String> keys = early ? fresh : urgent(fresh, waitingInRegion);
    if (keys.isEmpty()) {
      return;
    }
    int pushes = early ? settings.pushes() : 0;
    int offers = hops == 0 || !early ? settings.offers() : 0;
    int reached = 0;
    for (Peer peer : pick(pushes + offers + (from == null ? 0 : 1), peers)) {
      if (peer.node().equals(from) || reached == pushes + offers) {
        continue;
      }
      if (reached++ < pushes) {
        push(peer, facts(keys), hops + 1);
      } else {
        offer(peer, true, comparison.versions(keys));
      }
    }
  }

  private void spreadBeyond(List<String> fresh, @Nullable RegionName from, int hops) {
    List<String> all = fresh.stream().filter(comparison::isGlobal).toList();
    if (all.isEmpty()) {
      return;
    }
    SortedSet<RegionName> others = otherRegions();
    boolean early = isEarly(settings.widePushes(), hops, others.size());
    List<String> global = early ? all : urgent(all, waitingBeyond);
    if (global.isEmpty()) {
      return;
    }
    if (from != null) {
      others.remove(from);
    }
    int pushes = early ? settings.widePushes() : 0;
    int offers = hops == 0 || !early ? settings.wideOffers() : 0;
    int reached = 0;
    for (RegionName other : pick(pushes + offers, List.copyOf(others))) {
      boolean pushing = reached++ < pushes;
      for (Peer peer : pick(1, neighbours.councilPeers(other))) {
        if (pushing) {
          push(peer, facts(global), hops + 1);
        } else {
          offer(peer, false, comparison.versions(global));
        }
      }
    }
  }

  /**
   * Whether so few have a fact that its copies seldom meet. After {@code hops} hops up to {@code
   * fanout} to the power of {@code hops} have it, and one more push multiplies that; it stops
   * before half of all could have it.
   */
  private static boolean isEarly(int fanout, int hops, int peers) {
    if (hops == 0) {
      return true;
    }
    return hops < FactsPushed.PULLED && 2 * Math.pow(fanout, hops + 1) <= peers;
  }

  /** What is not urgent waits; the rest is given back. */
  private List<String> urgent(List<String> fresh, SortedSet<String> waiting) {
    List<String> urgent = new ArrayList<>();
    fresh.forEach(key -> (comparison.isUrgent(key) ? urgent : waiting).add(key));
    return urgent;
  }

  private void offerWaiting() {
    if (!waitingInRegion.isEmpty()) {
      List<Version> versions = comparison.versions(waitingInRegion);
      waitingInRegion.clear();
      pick(settings.offers(), neighbours.regionPeers())
          .forEach(peer -> offer(peer, true, versions));
    }
    if (!waitingBeyond.isEmpty()) {
      List<Version> versions = comparison.versions(waitingBeyond);
      waitingBeyond.clear();
      for (RegionName other : pick(settings.wideOffers(), List.copyOf(otherRegions()))) {
        pick(1, neighbours.councilPeers(other)).forEach(peer -> offer(peer, false, versions));
      }
    }
  }

  private SortedSet<RegionName> otherRegions() {
    SortedSet<RegionName> others = new TreeSet<>(neighbours.regions());
    others.remove(region);
    return others;
  }

  private List<Fact> facts(List<String> keys) {
    return keys.stream().map(replica::fact).flatMap(Optional::stream).toList();
  }

  /** Offers what waited, compares if it is time to, and asks again for what did not come. */
  public void tick(long nowNanos) {
    offerWaiting();
    pulls
        .overdue(comparison::holds, nowNanos)
        .values()
        .forEach(reminder -> ask(reminder.peer(), reminder.keyHashes()));
    if (nowNanos >= nextRegionNanos) {
      nextRegionNanos = nowNanos + jittered(settings.regionPeriod().toNanos());
      List<Peer> peers = new ArrayList<>(neighbours.regionPeers());
      peers.addAll(neighbours.strangers());
      pick(1, peers).forEach(this::compareWith);
    }
    if (nowNanos >= nextWideNanos) {
      nextWideNanos = nowNanos + jittered(settings.widePeriod().toNanos());
      for (RegionName other : pick(1, List.copyOf(otherRegions()))) {
        pick(1, neighbours.councilPeers(other)).forEach(this::compareWith);
      }
    }
  }

  /**
   * A peer can be talked to. A node that meets a whole region at once compares with some of it, and
   * the region does not fall upon a newcomer either.
   */
  public void greet(Peer peer) {
    if (random.nextInt(neighbours.met()) < GREETED) {
      compareWith(peer);
    }
  }

  /** Offers a peer a comparison. */
  public void compareWith(Peer peer) {
    boolean regional = peer.region().equals(region);
    send.accept(peer, new SummaryOffered(regional, comparison.bucketHashes(regional)));
  }

  public void onSummary(Peer from, SummaryOffered summary) {
    boolean regional = summary.regional() && from.region().equals(region);
    List<Integer> differing = comparison.differing(regional, summary.bucketHashes());
    List<Integer> buckets = new ArrayList<>();
    List<Version> versions = new ArrayList<>();
    for (int bucket : pick(differing.size(), differing)) {
      List<Version> more = comparison.versions(regional, List.of(bucket));
      if (!buckets.isEmpty() && versions.size() + more.size() > MAX_VERSIONS) {
        break;
      }
      buckets.add(bucket);
      versions.addAll(more);
    }
    if (!buckets.isEmpty()) {
      send.accept(from, new VersionsOffered(regional, buckets, versions));
    }
  }

  /** Asks for what is lacked here, and offers what is lacked there in the buckets compared. */
  public void onVersions(Peer from, VersionsOffered offer, long nowNanos) {
    boolean regional = offer.regional() && from.region().equals(region);
    offer(from, regional, comparison.lackedThere(regional, offer.buckets(), offer.versions()));
    List<Version> lacked =
        offer.versions().stream().filter(version -> !comparison.holds(version)).toList();
    ask(from, pulls.offered(from, lacked, nowNanos));
  }

  public void onAsked(Peer from, FactsAsked asked) {
    push(
        from,
        comparison.facts(from.region().equals(region), asked.keyHashes()),
        FactsPushed.PULLED);
  }

  private void push(Peer to, List<Fact> facts, int hops) {
    for (List<Fact> some : parts(facts, MAX_FACTS)) {
      send.accept(to, new FactsPushed(some, hops));
    }
  }

  private void offer(Peer to, boolean regional, List<Version> versions) {
    for (List<Version> some : parts(versions, MAX_VERSIONS)) {
      send.accept(to, new VersionsOffered(regional, List.of(), some));
    }
  }

  private void ask(Peer whom, List<Long> keyHashes) {
    for (List<Long> some : parts(keyHashes, MAX_VERSIONS)) {
      send.accept(whom, new FactsAsked(some));
    }
  }

  private static <T> List<List<T>> parts(List<T> all, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int start = 0; start < all.size(); start += size) {
      parts.add(all.subList(start, Math.min(start + size, all.size())));
    }
    return parts;
  }

  /** Periods of many nodes must not fall into step. */
  private long jittered(long periodNanos) {
    return periodNanos / 2 + random.nextLong(periodNanos + 1);
  }

  private <T> List<T> pick(int count, List<T> from) {
    return Sample.of(count, from, random);
  }
}
