package dev.linnet.core.mesh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is in the mesh and where, as this node knows it: the signed records of its own region's nodes
 * and of every other region's council, and who of them was lately heard of.
 */
public final class Directory implements Neighbours {
  /** The most members of a council. */
  public static final int COUNCIL_SIZE = 64;

  /** How sure this node is that another one lives. */
  public enum Liveness {
    ALIVE,
    SUSPECT,
    DEAD
  }

  /** A node as the directory shows it. */
  public record Member(Peer peer, NodeRecord record, Liveness liveness) {}

  /** A record older than this, in a region without membership of ours, makes a node SUSPECT. */
  private static final long SUSPECT_AFTER_NANOS = 1_500L * 1_000_000_000L;

  /** And older than this, DEAD. */
  private static final long DEAD_AFTER_NANOS = 3_600L * 1_000_000_000L;

  private final NodeName self;
  private final RegionName region;
  private final String mesh;
  private final SortedMap<NodeName, Known> known = new TreeMap<>();
  private final Map<NodeName, Peer> met = new TreeMap<>();
  private final Set<NodeName> up = new TreeSet<>();
  private final Set<NodeName> suspected = new TreeSet<>();
  private final Set<NodeName> down = new TreeSet<>();
  private final Set<NodeName> revoked = new TreeSet<>();
  private final NavigableMap<RegionName, Roster> rosters = new TreeMap<>();
  private final Roster none;
  private @Nullable List<Peer> regionPeers;
  private long councilChanges;

  private record Known(Peer peer, NodeRecord record, long heardNanos) {
    RegionName region() {
      return peer.region();
    }
  }

  public Directory(String mesh, NodeName self, RegionName region) {
    this.mesh = mesh;
    this.self = self;
    this.region = region;
    this.none = new Roster(mesh);
    rosters.put(region, new Roster(mesh));
  }

  /** Takes a record whose signature was checked. */
  public void learned(NodeName node, RegionName nodeRegion, NodeRecord record, long nowNanos) {
    Peer peer = new Peer(node, nodeRegion, record.address());
    Known before = known.put(node, new Known(peer, record, nowNanos));
    boolean moved = before != null && !before.region().equals(nodeRegion);
    if (before != null && moved) {
      leave(before.region(), node);
    }
    if (before == null || moved) {
      Roster roster = rosters.computeIfAbsent(nodeRegion, any -> new Roster(mesh));
      councilChanges += roster.add(node) ? 1 : 0;
    }
    if (before == null || moved || !before.record().address().equals(record.address())) {
      regionPeers = null;
    }
  }

  private void leave(RegionName left, NodeName node) {
    Roster roster = roster(left);
    councilChanges += roster.remove(node) ? 1 : 0;
    if (roster.names().isEmpty() && !left.equals(region)) {
      rosters.remove(left);
    }
  }

  private Roster roster(RegionName of) {
    return rosters.getOrDefault(of, none);
  }

  /**
   * Takes note of a peer that can be talked to, whether or not its record is known yet; false if it
   * is revoked.
   */
  public boolean up(Peer peer) {
    if (revoked.contains(peer.node())) {
      return false;
    }
    met.put(peer.node(), peer);
    up.add(peer.node());
    suspected.remove(peer.node());
    if (down.remove(peer.node())) {
      regionPeers = null;
    }
    return true;
  }

  public void down(NodeName node, boolean suspectedOnly) {
    if (suspectedOnly) {
      suspected.add(node);
    } else {
      up.remove(node);
      suspected.remove(node);
      if (down.add(node)) {
        regionPeers = null;
      }
      met.remove(node);
    }
  }

  /** Leaves nodes out that are part of the mesh no more, and does not hear of them again. */
  public void revoke(Set<NodeName> nodes) {
    for (NodeName node : nodes) {
      if (revoked.add(node)) {
        Known gone = known.remove(node);
        if (gone != null) {
          leave(gone.region(), node);
        }
        met.remove(node);
        up.remove(node);
        suspected.remove(node);
        regionPeers = null;
      }
    }
  }

  /** How a node is reached: by its own signed word, else as it was met. */
  public Optional<Peer> peer(NodeName node) {
    Known entry = known.get(node);
    return Optional.ofNullable(entry == null ? met.get(node) : entry.peer());
  }

  @Override
  public int met() {
    return met.size();
  }

  @Override
  public List<Peer> strangers() {
    return met.values().stream()
        .filter(peer -> !known.containsKey(peer.node()) && !down.contains(peer.node()))
        .toList();
  }

  @Override
  public SortedSet<RegionName> regions() {
    return Collections.unmodifiableSortedSet(rosters.navigableKeySet());
  }

  @Override
  public List<Peer> regionPeers() {
    if (regionPeers == null) {
      List<Peer> peers = new ArrayList<>();
      for (NodeName name : names(region)) {
        if (!name.equals(self) && !down.contains(name)) {
          peer(name).ifPresent(peers::add);
        }
      }
      regionPeers = Collections.unmodifiableList(peers);
    }
    return regionPeers;
  }

  /** The names in a region, this node's own among them if it is there. */
  public SortedSet<NodeName> names(RegionName of) {
    return roster(of).names();
  }

  /** The council of a region: the same at every node that knows the same records. */
  public List<NodeName> council(RegionName of) {
    return roster(of).council();
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

  @Override
  public boolean isCouncillor(NodeName node) {
    Known entry = known.get(node);
    return entry != null && roster(entry.region()).isCouncillor(node);
  }

  @Override
  public long councilChanges() {
    return councilChanges;
  }

  /** Everyone, for people to look at. */
  public List<Member> members(long nowNanos) {
    List<Member> members = new ArrayList<>();
    known.forEach(
        (name, entry) ->
            members.add(new Member(entry.peer(), entry.record(), liveness(name, entry, nowNanos))));
    return members;
  }

  private Liveness liveness(NodeName name, Known entry, long nowNanos) {
    if (name.equals(self)) {
      return Liveness.ALIVE;
    }
    if (entry.region().equals(region)) {
      return down.contains(name)
          ? Liveness.DEAD
          : suspected.contains(name) || !up.contains(name) ? Liveness.SUSPECT : Liveness.ALIVE;
    }
    long age = nowNanos - entry.heardNanos();
    return age < SUSPECT_AFTER_NANOS
        ? Liveness.ALIVE
        : age < DEAD_AFTER_NANOS ? Liveness.SUSPECT : Liveness.DEAD;
  }
}
