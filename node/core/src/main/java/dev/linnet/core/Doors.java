package dev.linnet.core;

import dev.linnet.core.gossip.Sample;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whom of other regions a question about a manifest goes to. Of each region's council a few, its
 * keepers, come first for a manifest by rendezvous hashing: they look for it in their region on
 * behalf of others ({@link Enquiries}), so that what a single node of a region holds is found
 * however large the region is.
 */
final class Doors {
  /** Who asks may not know yet which of them are down. */
  private static final int KEEPERS = 4;

  private static final int ASKED = 8;

  /**
   * One question in so many goes to anybody of the council, whoever its keepers are thought to be.
   */
  private static final int KEEPER_ODDS = 4;

  private static final int MOST_RANKED = 1_024;

  private record Kept(RegionName region, Digest manifest) {}

  /**
   * @param council by which the keepers were ranked
   */
  private record Ranked(List<NodeName> council, List<NodeName> keepers) {}

  private final NodeName self;
  private final RegionName region;
  private final Directory directory;
  private final RandomGenerator random;
  private final Map<Kept, Ranked> ranked = new HashMap<>();

  Doors(NodeName self, RegionName region, Directory directory, RandomGenerator random) {
    this.self = self;
    this.region = region;
    this.directory = directory;
    this.random = random;
  }

  /** Whether this node is to look for it in its region on behalf of others. */
  boolean isKeeper(Digest manifest) {
    return keepers(region, manifest).contains(self);
  }

  /** Whether every other region is asked each time. */
  boolean areAllAsked() {
    return directory.regions().size() - 1 <= ASKED;
  }

  /** Two councillors of each of few regions, or one of each of some of many. */
  List<Peer> any() {
    List<RegionName> others = others();
    int ofEach = areFew(others) ? 2 : 1;
    List<Peer> asked = new ArrayList<>();
    for (RegionName other : Sample.of(ASKED, others, random)) {
      asked.addAll(Sample.of(ofEach, directory.councilPeers(other), random));
    }
    return asked;
  }

  /**
   * A councillor of each of some regions. While nobody is known who has anything, a keeper; of few
   * regions both.
   */
  List<Peer> of(Digest manifest, boolean isSought) {
    List<RegionName> others = others();
    boolean areFew = areFew(others);
    List<Peer> asked = new ArrayList<>();
    for (RegionName other : Sample.of(ASKED, others, random)) {
      boolean isKeeperAsked = isSought && (areFew || random.nextInt(KEEPER_ODDS) > 0);
      Peer keeper = isKeeperAsked ? keeper(other, manifest) : null;
      if (keeper != null) {
        asked.add(keeper);
      }
      if (keeper == null || areFew) {
        Sample.of(1, directory.councilPeers(other), random).stream()
            .filter(peer -> !peer.equals(keeper))
            .forEach(asked::add);
      }
    }
    return asked;
  }

  /** Whether two of each may be asked. */
  private static boolean areFew(List<RegionName> others) {
    return 2 * others.size() <= ASKED;
  }

  /** Nobody is to be asked about it any more. */
  void forget(Digest manifest) {
    ranked.keySet().removeIf(kept -> kept.manifest().equals(manifest));
  }

  private List<RegionName> others() {
    TreeSet<RegionName> others = new TreeSet<>(directory.regions());
    others.remove(region);
    return List.copyOf(others);
  }

  private @Nullable Peer keeper(RegionName of, Digest manifest) {
    List<Peer> known =
        keepers(of, manifest).stream().flatMap(name -> directory.peer(name).stream()).toList();
    return known.isEmpty() ? null : known.get(random.nextInt(known.size()));
  }

  private List<NodeName> keepers(RegionName of, Digest manifest) {
    List<NodeName> council = directory.council(of);
    Kept kept = new Kept(of, manifest);
    Ranked before = ranked.get(kept);
    if (before != null && before.council() == council) {
      return before.keepers();
    }
    if (ranked.size() >= MOST_RANKED) {
      ranked.clear();
    }
    List<NodeName> keepers = Rendezvous.first(KEEPERS, manifest.hex(), council);
    ranked.put(kept, new Ranked(council, keepers));
    return keepers;
  }
}
