package dev.linnet.simulator.study;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Councils;
import dev.linnet.core.mesh.Neighbours;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Who is where, known to all alike. Ten thousand nodes share one list, where each would hold a
 * directory of its own in a real mesh.
 */
final class Population {
  private final NavigableMap<RegionName, List<Peer>> regions = new TreeMap<>();
  private final List<Peer> all = new ArrayList<>();

  Population(int nodes, int regionCount) {
    for (int i = 0; i < nodes; i++) {
      String region = "r" + i % regionCount;
      RegionName regionName = new RegionName(region);
      NodeName name = new NodeName(region + "-" + i / regionCount);
      Peer peer = new Peer(name, regionName, new Address(region + ".test", 1 + i / regionCount));
      regions.computeIfAbsent(regionName, any -> new ArrayList<>()).add(peer);
      all.add(peer);
    }
  }

  List<Peer> all() {
    return all;
  }

  SortedSet<RegionName> regions() {
    return regions.navigableKeySet();
  }

  /** Which councillors a region has makes no difference here: its first nodes are taken. */
  List<Peer> council(RegionName region) {
    List<Peer> peers = regions.getOrDefault(region, List.of());
    return peers.subList(0, Math.min(Councils.SIZE, peers.size()));
  }

  Neighbours neighboursOf(int index) {
    Peer self = all.get(index);
    List<Peer> region = regions.getOrDefault(self.region(), List.of());
    int own = index / regions.size();
    List<Peer> others =
        new AbstractList<>() {
          @Override
          public Peer get(int at) {
            return region.get(at < own ? at : at + 1);
          }

          @Override
          public int size() {
            return region.size() - 1;
          }
        };
    return new Neighbours() {
      @Override
      public List<Peer> regionPeers() {
        return others;
      }

      @Override
      public List<Peer> strangers() {
        return List.of();
      }

      @Override
      public int met() {
        return others.size();
      }

      @Override
      public SortedSet<RegionName> regions() {
        return Population.this.regions();
      }

      @Override
      public List<Peer> councilPeers(RegionName of) {
        return council(of);
      }
    };
  }
}
