package dev.linnet.core.mesh;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Of each region the nodes whose records are kept: the first in rank of all that ever told of
 * themselves. However large a region is, who knows it knows no more of it than these; and two who
 * heard the same records, in whatever order, know the same ones.
 */
public final class Councils {
  /** The most members of a council. */
  public static final int SIZE = 64;

  private final String mesh;
  private final NavigableMap<RegionName, Council> councils = new TreeMap<>();

  public Councils(String mesh) {
    this.mesh = mesh;
  }

  /**
   * How many of a region, the first in rank, tell all others how far they are: few where there are
   * many regions, so that what comes in from everywhere stays about the same.
   */
  public static int speakersAfar(int regions) {
    return Math.max(1, SIZE / Math.max(1, regions));
  }

  /** Whether a node is one of the first in rank, counted with those that are kept. */
  public boolean takes(RegionName region, NodeName node) {
    Council council = councils.get(region);
    return council == null || council.takes(node);
  }

  public boolean has(RegionName region, NodeName node) {
    Council council = councils.get(region);
    return council != null && council.has(node);
  }

  /** Gives a node that is taken its seat; returns who lost one by it. */
  public Optional<NodeName> add(RegionName region, NodeName node) {
    return councils.computeIfAbsent(region, any -> new Council(mesh)).add(node);
  }

  public void remove(RegionName region, NodeName node) {
    Council council = councils.get(region);
    if (council != null && council.remove(node)) {
      councils.remove(region);
    }
  }

  /** The council of a region, the first in rank first; empty if nobody of it is known. */
  public List<NodeName> of(RegionName region) {
    Council council = councils.get(region);
    return council == null ? List.of() : council.members();
  }

  /** The regions of which anyone is known. */
  public SortedSet<RegionName> regions() {
    return councils.navigableKeySet();
  }
}
