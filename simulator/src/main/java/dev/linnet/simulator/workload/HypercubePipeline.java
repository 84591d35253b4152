package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.Map;

/**
 * The quickest way for chunks from node 0 to 2^d nodes in all when each uploads one chunk in a
 * round: nodes stand at the corners of a cube of d dimensions and in round r exchange along
 * dimension r mod d, node 0 the chunk r or the last one, every other the highest that it has, if
 * the other lacks it (Ganesan, Seshadri: On cooperative content distribution and the price of
 * barter, ICDCS 2005, section 2.2; the rounds are those of the theorem of Mundinger, Weber and
 * Weiss).
 */
public final class HypercubePipeline implements Workload {
  private static final int ROUND_BEGINS = -1;

  private final int chunks;
  private final int dimensions;
  private final ChunkSets held;
  private final ChunkCount count;

  public HypercubePipeline(int nodes, long seed, Settings settings) {
    if (Integer.bitCount(nodes) != 1 || nodes < 2) {
      throw new IllegalArgumentException(nodes + " nodes: expected a power of two from 2 on");
    }
    this.chunks = settings.whole("chunks", 64, 1, 1_000_000);
    this.dimensions = Integer.numberOfTrailingZeros(nodes);
    this.held = new ChunkSets(nodes, chunks);
    this.count = new ChunkCount(nodes, chunks);
    held.fill(0);
  }

  @Override
  public void start(Simulation simulation) {
    for (int node = 0; node < simulation.nodes(); node++) {
      simulation.after(node, 0, ROUND_BEGINS);
    }
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    int round = ChunkCount.round(simulation);
    if (word != ROUND_BEGINS) {
      count.sent();
      if (held.add(node, (int) word)) {
        count.got(round);
      }
      return;
    }
    if (count.isComplete()) {
      return;
    }
    int chunk = node == 0 ? Math.min(round, chunks - 1) : held.highest(node);
    int other = node ^ 1 << (round % dimensions);
    if (chunk >= 0 && !held.has(other, chunk)) {
      simulation.send(node, other, 1, chunk);
    }
    simulation.after(node, ChunkCount.TICKS_PER_ROUND, ROUND_BEGINS);
  }

  @Override
  public Map<String, Double> figures() {
    return count.figures();
  }
}
