package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rumor among nodes that all know each other, in cycles (Demers et al., PODC 1987, section 1.4).
 * In each cycle who has something to say or to ask calls one other node, drawn at random: with push
 * who spreads the rumor, with pull everybody. Whoever hears it spreads it from the next cycle on,
 * until it loses interest by {@link Interest}. A node may answer any number of calls. All of a
 * cycle happens at once: two that bring the rumor to the same node were both needed.
 */
public final class RumorMongering implements Workload {
  private enum Memory {
    FEEDBACK,
    BLIND
  }

  private enum End {
    COUNTER,
    COIN
  }

  /** Calls are made at even ticks and come at odd ones, answers in the same tick. */
  private static final int TICKS_PER_CYCLE = 2;

  private static final int CYCLE_BEGINS = 0;
  private static final int CALL = 1;
  private static final int ANSWER = 2;
  private static final int NEEDED = 3;
  private static final int NOT_NEEDED = 4;
  private static final int KIND = 7;

  /** Set in a call or answer that carries the rumor. */
  private static final int RUMOR = 8;

  private static final int NEVER = Integer.MAX_VALUE;

  private final Direction direction;
  private final Interest interest;

  /** The cycle in which a node heard the rumor. */
  private final int[] heardIn;

  private final int[] state;
  private final int[] given;
  private final int[] needed;
  private int spreading;
  private int heard;
  private long heardInSum;

  /** The cycles of all rumors that were needed, two of one cycle to one node both counted. */
  private long neededInSum;

  private int lastHeardIn;
  private long rumorsSent;

  public RumorMongering(int nodes, long seed, Settings settings) {
    this(
        nodes,
        settings.choice("direction", Direction.PUSH),
        new LossOfInterest(
            settings.choice("memory", Memory.FEEDBACK) == Memory.FEEDBACK,
            settings.choice("end", End.COUNTER) == End.COUNTER,
            settings.whole("k", 2, 1, 1_000)));
  }

  /** With a loss of interest of one's own. */
  public RumorMongering(int nodes, Direction direction, Interest interest) {
    this.direction = direction;
    this.interest = interest;
    this.heardIn = new int[nodes];
    this.state = new int[nodes];
    this.given = new int[nodes];
    this.needed = new int[nodes];
    Arrays.fill(heardIn, NEVER);
  }

  @Override
  public void start(Simulation simulation) {
    heardIn[0] = 0;
    heard = 1;
    spreading = 1;
    int callers = direction.pulls() ? simulation.nodes() : 1;
    for (int node = 0; node < callers; node++) {
      simulation.after(node, TICKS_PER_CYCLE, CYCLE_BEGINS);
    }
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    int cycle = (int) (simulation.nowTicks() / TICKS_PER_CYCLE);
    boolean carries = (word & RUMOR) != 0;
    switch ((int) word & KIND) {
      case CYCLE_BEGINS -> begin(simulation, node);
      case CALL -> answer(simulation, node, from, carries, cycle);
      case ANSWER -> {
        if (carries) {
          boolean isNews = hear(simulation, node, cycle);
          simulation.send(node, from, 0, isNews ? NEEDED : NOT_NEEDED);
        }
      }
      default -> {
        given[node]++;
        needed[node] += ((int) word & KIND) == NEEDED ? 1 : 0;
      }
    }
  }

  private void begin(Simulation simulation, int node) {
    if (given[node] > 0) {
      state[node] = interest.afterCycle(simulation, state[node], given[node], needed[node]);
      given[node] = 0;
      needed[node] = 0;
      spreading -= state[node] == Interest.LOST ? 1 : 0;
    }
    boolean spreads = isSpreading(node);
    if (spreading == 0 || !(spreads || direction.pulls())) {
      return;
    }
    int other = simulation.drawBelow(simulation.nodes() - 1);
    other += other >= node ? 1 : 0;
    boolean carries = spreads && direction.pushes();
    rumorsSent += carries ? 1 : 0;
    simulation.send(node, other, 1, CALL | (carries ? RUMOR : 0));
    simulation.after(node, TICKS_PER_CYCLE, CYCLE_BEGINS);
  }

  private boolean isSpreading(int node) {
    return heardIn[node] != NEVER && state[node] != Interest.LOST;
  }

  private void answer(Simulation simulation, int node, int from, boolean carries, int cycle) {
    // Who hears it in this very cycle has nothing to give before the next.
    boolean gives = direction.pulls() && isSpreading(node) && heardIn[node] < cycle;
    if (carries) {
      boolean isNews = hear(simulation, node, cycle);
      simulation.send(node, from, 0, isNews ? NEEDED : NOT_NEEDED);
    }
    if (gives) {
      rumorsSent++;
      simulation.send(node, from, 0, ANSWER | RUMOR);
    }
  }

  private boolean hear(Simulation simulation, int node, int cycle) {
    if (heardIn[node] < cycle) {
      return false;
    }
    neededInSum += cycle;
    if (heardIn[node] == cycle) {
      return true;
    }
    heardIn[node] = cycle;
    heard++;
    heardInSum += cycle;
    lastHeardIn = cycle;
    spreading++;
    if (!direction.pulls()) {
      simulation.after(node, 1, CYCLE_BEGINS);
    }
    return true;
  }

  /**
   * The share of nodes that never heard it, rumors sent for each node, and of the nodes that heard
   * it but for the first: the cycle in which one did, on average and the last. {@code copiesCycle}
   * is the average with each rumor that was needed added up, not each node.
   */
  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("residue", (double) (heardIn.length - heard) / heardIn.length);
    figures.put("traffic", (double) rumorsSent / heardIn.length);
    figures.put("averageCycle", (double) heardInSum / (heard - 1));
    figures.put("copiesCycle", (double) neededInSum / (heard - 1));
    figures.put("lastCycle", (double) lastHeardIn);
    return figures;
  }
}
