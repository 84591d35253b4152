package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.Map;

/**
 * Chunks from node 0 to all in rounds, without a schedule: in each round a node gives one chunk to
 * another, drawn at random among those to which it has something to give, the rarest of these
 * chunks or one drawn at random. Nobody is given what is already under way to it. The randomized
 * algorithm of Ganesan and Seshadri (ICDCS 2005, section 2.4), on a complete graph.
 */
public final class RarestFirst implements Workload {
  private enum Order {
    RAREST,
    RANDOM
  }

  private static final int ROUND_BEGINS = -1;

  private final int nodes;
  private final boolean isRarest;
  private final ChunkSets held;

  /** With what is under way. */
  private final ChunkSets expected;

  private final int[] holders;
  private final ChunkCount count;

  public RarestFirst(int nodes, long seed, Settings settings) {
    int chunks = settings.whole("chunks", 64, 1, 1_000_000);
    this.nodes = nodes;
    this.isRarest = settings.choice("order", Order.RAREST) == Order.RAREST;
    this.held = new ChunkSets(nodes, chunks);
    this.expected = new ChunkSets(nodes, chunks);
    this.holders = new int[chunks];
    this.count = new ChunkCount(nodes, chunks);
    held.fill(0);
    expected.fill(0);
  }

  @Override
  public void start(Simulation simulation) {
    simulation.after(0, 0, ROUND_BEGINS);
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    if (word == ROUND_BEGINS) {
      if (!count.isComplete()) {
        upload(simulation, node);
        simulation.after(node, ChunkCount.TICKS_PER_ROUND, ROUND_BEGINS);
      }
      return;
    }
    if (held.highest(node) < 0) {
      simulation.after(node, 1, ROUND_BEGINS);
    }
    held.add(node, (int) word);
    count.sent();
    count.got(ChunkCount.round(simulation));
  }

  private void upload(Simulation simulation, int node) {
    int first = simulation.drawBelow(nodes);
    for (int i = 0; i < nodes; i++) {
      int other = (first + i) % nodes;
      int chunk = other == node ? -1 : choose(simulation, node, other);
      if (chunk >= 0) {
        expected.add(other, chunk);
        holders[chunk]++;
        simulation.send(node, other, 1, chunk);
        return;
      }
    }
  }

  /** Chance decides among equals, by counting them as they come. */
  private int choose(Simulation simulation, int node, int other) {
    int best = -1;
    int equals = 0;
    for (int index = 0; index < held.words(); index++) {
      long missing = held.missing(node, index, expected, other);
      for (; missing != 0; missing &= missing - 1) {
        int chunk = index * Long.SIZE + Long.numberOfTrailingZeros(missing);
        boolean isBetter = best < 0 || (isRarest && holders[chunk] < holders[best]);
        boolean isEqual = !isBetter && (!isRarest || holders[chunk] == holders[best]);
        equals = isBetter ? 1 : equals + (isEqual ? 1 : 0);
        if (isBetter || (isEqual && simulation.drawBelow(equals) == 0)) {
          best = chunk;
        }
      }
    }
    return best;
  }

  @Override
  public Map<String, Double> figures() {
    return count.figures();
  }
}
