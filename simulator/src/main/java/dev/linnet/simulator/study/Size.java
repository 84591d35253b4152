package dev.linnet.simulator.study;

import java.util.List;

/** How large a mesh is, and into how many equal regions it falls. */
record Size(int nodes, int regions) {
  /** Fewer nodes than ten in a region are no region; but one mesh has a thousand of them. */
  private static final List<Size> ALL =
      List.of(
          new Size(10, 1),
          new Size(100, 1),
          new Size(100, 10),
          new Size(1_000, 1),
          new Size(1_000, 10),
          new Size(1_000, 100),
          new Size(10_000, 1),
          new Size(10_000, 10),
          new Size(10_000, 100));

  static List<Size> upTo(int nodes) {
    return ALL.stream().filter(size -> size.nodes() <= nodes).toList();
  }

  @Override
  public String toString() {
    return nodes + " nodes in " + regions + (regions == 1 ? " region" : " regions");
  }
}
