package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Anti-entropy, the simple epidemic (Demers et al., PODC 1987, section 1.3): in each round a node
 * calls one other, drawn at random, and they settle their differences, for ever. One fact begins at
 * node 0; the run ends when all have it. Pushing it is the spreading of a rumor of Frieze and
 * Grimmett (Discrete Applied Mathematics 10, 1985).
 */
public final class AntiEntropy implements Workload {
  private static final int TICKS_PER_ROUND = 2;
  private static final int ROUND_BEGINS = 0;
  private static final int CALL = 1;
  private static final int FACT = 2;
  private static final int ANSWER = 4;

  private final Direction direction;
  private final int nodes;
  private final BitSet has;

  /** Who has it since before this round. */
  private final int[] since;

  private int count;
  private int rounds;
  private long factsSent;

  public AntiEntropy(int nodes, long seed, Settings settings) {
    this.direction = settings.choice("direction", Direction.PUSH_PULL);
    this.nodes = nodes;
    this.has = new BitSet(nodes);
    this.since = new int[nodes];
  }

  @Override
  public void start(Simulation simulation) {
    has.set(0);
    count = 1;
    int callers = direction.pulls() ? nodes : 1;
    for (int node = 0; node < callers; node++) {
      simulation.after(node, TICKS_PER_ROUND, ROUND_BEGINS);
    }
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    int round = (int) (simulation.nowTicks() / TICKS_PER_ROUND);
    if (word == ROUND_BEGINS) {
      call(simulation, node);
      return;
    }
    boolean gives = (word & CALL) != 0 && direction.pulls() && has.get(node) && since[node] < round;
    if ((word & FACT) != 0) {
      take(simulation, node, round);
    } else if (gives) {
      factsSent++;
      simulation.send(node, from, 0, ANSWER | FACT);
    }
  }

  private void call(Simulation simulation, int node) {
    boolean carries = direction.pushes() && has.get(node);
    if (count == nodes || !(carries || direction.pulls())) {
      return;
    }
    int other = simulation.drawBelow(nodes - 1);
    other += other >= node ? 1 : 0;
    factsSent += carries ? 1 : 0;
    simulation.send(node, other, 1, CALL | (carries ? FACT : 0));
    simulation.after(node, TICKS_PER_ROUND, ROUND_BEGINS);
  }

  private void take(Simulation simulation, int node, int round) {
    if (has.get(node)) {
      return;
    }
    has.set(node);
    since[node] = round;
    count++;
    rounds = round;
    if (!direction.pulls()) {
      simulation.after(node, 1, ROUND_BEGINS);
    }
  }

  /** Rounds until all had the fact, and how often it was sent for each node. */
  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("rounds", count == nodes ? (double) rounds : Double.NaN);
    figures.put("traffic", (double) factsSent / nodes);
    return figures;
  }
}
