package dev.linnet.core.mesh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is in the mesh and where, as this node knows it: the signed records of each region's council,
 * whom the membership of its own region met, and who of them was lately heard of.
 */
public final class Directory implements Neighbours {
  /** How sure this node is that another one lives. */
  public enum Liveness {
    ALIVE,
    SUSPECT,
    DEAD
  }

  /**
   * A node as the directory shows it.
   *
   * @param models what it said it does about each model; empty if it said nothing here
   */
  public record Member(
      Peer peer, NodeRecord record, Map<String, ModelStatus> models, Liveness liveness) {}

  /** A record older than this, in a region without membership of ours, makes a node SUSPECT. */
  private static final long SUSPECT_AFTER_NANOS = 1_500L * 1_000_000_000L;

  /** And older than this, DEAD. */
  private static final long DEAD_AFTER_NANOS = 3_600L * 1_000_000_000L;

  private final NodeName self;
  private final RegionName region;
  private final Councils councils;
  private final SortedMap<NodeName, Known> known = new TreeMap<>();
  private final Met met = new Met();
  private final Set<NodeName> suspected = new TreeSet<>();
  private final Set<NodeName> down = new TreeSet<>();
  private final Set<NodeName> revoked = new TreeSet<>();
  private @Nullable List<Peer> regionPeers;

  private record Known(Peer peer, NodeRecord record, long heardNanos) {
    RegionName region() {
      return peer.region();
    }
  }

  /**
   * A directory that knows nobody.
   *
   * @param councils of those whose records are kept; whoever keeps records keeps it
   */
  public Directory(NodeName self, RegionName region, Councils councils) {
    this.self = self;
    this.region = region;
    this.councils = councils;
  }

  /** Takes a record that is kept. */
  public void learned(NodeName node, RegionName nodeRegion, NodeRecord record, long nowNanos) {
    Peer peer = new Peer(node, nodeRegion, record.address());
    Known before = known.put(node, new Known(peer, record, nowNanos));
    if (before == null
        || !before.region().equals(nodeRegion)
        || !before.record().address().equals(record.address())) {
      regionPeers = null;
    }
  }

  /** Lets go of all whose records others have outranked. */
  public void forgetOutranked() {
    if (known.entrySet().removeIf(it -> !councils.has(it.getValue().region(), it.getKey()))) {
      regionPeers = null;
    }
  }

  /**
   * Takes note of a peer that can be talked to, whether or not its record is known yet; false if it
   * is revoked.
   */
  public boolean up(Peer peer) {
    if (revoked.contains(peer.node())) {
      return false;
    }
    suspected.remove(peer.node());
    if (met.add(peer) | down.remove(peer.node())) {
      regionPeers = null;
    }
    return true;
  }

  public void down(NodeName node, boolean suspectedOnly) {
    if (suspectedOnly) {
      suspected.add(node);
    } else {
      suspected.remove(node);
      met.remove(node);
      down.add(node);
      regionPeers = null;
    }
  }

  /** Leaves nodes out that are part of the mesh no more, and does not hear of them again. */
  public void revoke(Set<NodeName> nodes) {
    for (NodeName node : nodes) {
      if (revoked.add(node)) {
        known.remove(node);
        met.remove(node);
        suspected.remove(node);
        regionPeers = null;
      }
    }
  }

  /** How a node is reached: by its own signed word, else as it was met. */
  public Optional<Peer> peer(NodeName node) {
    Known entry = known.get(node);
    return entry == null ? met.peer(node) : Optional.of(entry.peer());
  }

  /** Whether a node was revoked, as far as is known here. */
  public boolean isRevoked(NodeName node) {
    return revoked.contains(node);
  }

  @Override
  public int met() {
    return met.size();
  }

  @Override
  public List<Peer> strangers() {
    return met.all().stream()
        .filter(peer -> !peer.region().equals(region) && !known.containsKey(peer.node()))
        .toList();
  }

  @Override
  public SortedSet<RegionName> regions() {
    SortedSet<RegionName> regions = councils.regions();
    if (!regions.contains(region)) {
      regions = new TreeSet<>(regions);
      regions.add(region);
    }
    return Collections.unmodifiableSortedSet(regions);
  }

  @Override
  public List<Peer> regionPeers() {
    if (regionPeers == null) {
      List<Peer> peers = new ArrayList<>();
      for (NodeName name : council(region)) {
        Known entry = known.get(name);
        if (entry != null && !name.equals(self) && !down.contains(name)) {
          peers.add(entry.peer());
        }
      }
      peers.addAll(othersMet());
      regionPeers = List.copyOf(peers);
    }
    return regionPeers;
  }

  /**
   * The other nodes of this region that are known, gone or not. Two who hold each other for gone
   * find together again only if one of them still knows where the other was.
   */
  public List<Peer> regionRoster() {
    List<Peer> roster = new ArrayList<>(councilPeers(region));
    roster.addAll(othersMet());
    return List.copyOf(roster);
  }

  /** Those of this region whom membership alone tells of: no record of theirs is kept. */
  public List<Peer> othersMet() {
    return met.all().stream()
        .filter(peer -> peer.region().equals(region) && !known.containsKey(peer.node()))
        .toList();
  }

  /** The council of a region, best rank first: the same at all who know the same records. */
  public List<NodeName> council(RegionName of) {
    return councils.of(of);
  }

  @Override
  public List<Peer> councilPeers(RegionName of) {
    List<Peer> peers = new ArrayList<>();
    for (NodeName name : council(of)) {
      if (!name.equals(self)) {
        peer(name).ifPresent(peers::add);
      }
    }
    return peers;
  }

  /**
   * Everyone whose record is kept.
   *
   * @param statuses what a node said of models
   */
  public List<Member> members(
      Function<NodeName, Map<String, ModelStatus>> statuses, long nowNanos) {
    List<Member> members = new ArrayList<>();
    known.forEach(
        (name, entry) ->
            members.add(
                new Member(
                    entry.peer(),
                    entry.record(),
                    statuses.apply(name),
                    liveness(name, entry, nowNanos))));
    return members;
  }

  private Liveness liveness(NodeName name, Known entry, long nowNanos) {
    if (name.equals(self)) {
      return Liveness.ALIVE;
    }
    if (entry.region().equals(region)) {
      return down.contains(name)
          ? Liveness.DEAD
          : suspected.contains(name) || met.peer(name).isEmpty()
              ? Liveness.SUSPECT
              : Liveness.ALIVE;
    }
    long age = nowNanos - entry.heardNanos();
    return age < SUSPECT_AFTER_NANOS
        ? Liveness.ALIVE
        : age < DEAD_AFTER_NANOS ? Liveness.SUSPECT : Liveness.DEAD;
  }
}
