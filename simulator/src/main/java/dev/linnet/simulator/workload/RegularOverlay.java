package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.SplitMix;

/**
 * A random overlay in which neighbours know each other and each node has {@code degree} of them:
 * the links of {@code degree / 2} rings through all nodes, each in an order of its own, and if the
 * degree is odd a random matching besides. Two rings may share a link, which then stands there
 * twice; with many nodes that is rare.
 */
final class RegularOverlay {
  private static final long OVERLAY = 0x726567756C6172L;

  private final int degree;
  private final int[] neighbours;

  RegularOverlay(int nodes, int degree, long seed) {
    if (degree % 2 == 1 && nodes % 2 == 1) {
      throw new IllegalArgumentException(
          nodes + " nodes of degree " + degree + ": expected one of the two to be even");
    }
    this.degree = degree;
    this.neighbours = new int[nodes * degree];
    int[] ring = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      ring[i] = i;
    }
    long state = SplitMix.mix(seed + OVERLAY);
    for (int slot = 0; slot < degree; slot += 2) {
      for (int i = nodes - 1; i > 0; i--) {
        state += SplitMix.GAMMA;
        int k = (int) SplitMix.below(SplitMix.mix(state), i + 1);
        int moved = ring[i];
        ring[i] = ring[k];
        ring[k] = moved;
      }
      if (slot + 1 == degree) {
        match(ring, slot);
      } else {
        close(ring, slot);
      }
    }
  }

  private void close(int[] ring, int slot) {
    for (int i = 0; i < ring.length; i++) {
      int next = ring[(i + 1) % ring.length];
      neighbours[ring[i] * degree + slot] = next;
      neighbours[next * degree + slot + 1] = ring[i];
    }
  }

  private void match(int[] ring, int slot) {
    for (int i = 0; i < ring.length; i += 2) {
      neighbours[ring[i] * degree + slot] = ring[i + 1];
      neighbours[ring[i + 1] * degree + slot] = ring[i];
    }
  }

  int degree() {
    return degree;
  }

  int neighbour(int node, int index) {
    return neighbours[node * degree + index];
  }

  /** The index under which a node knows another; -1 if it does not. */
  int indexOf(int node, int neighbour) {
    for (int i = 0; i < degree; i++) {
      if (neighbours[node * degree + i] == neighbour) {
        return i;
      }
    }
    return -1;
  }
}
