package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the distribution of chunks in rounds has come. A chunk is uploaded in the first half of a
 * round and there in the second.
 */
final class ChunkCount {
  static final int TICKS_PER_ROUND = 2;

  private final long wanted;
  private long got;
  private long sent;
  private int roundsUntilAll = -1;

  /** All nodes but one want all chunks. */
  ChunkCount(int nodes, int chunks) {
    this.wanted = (nodes - 1L) * chunks;
  }

  /** Rounds are counted from 0. */
  static int round(Simulation simulation) {
    return (int) (simulation.nowTicks() / TICKS_PER_ROUND);
  }

  void sent() {
    sent++;
  }

  void got(int round) {
    got++;
    if (got == wanted) {
      roundsUntilAll = round + 1;
    }
  }

  boolean isComplete() {
    return got == wanted;
  }

  /** Rounds until all had all, and uploads for each chunk that was wanted. */
  Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("rounds", roundsUntilAll < 0 ? Double.NaN : (double) roundsUntilAll);
    figures.put("uploadsPerChunk", (double) sent / wanted);
    return figures;
  }
}
