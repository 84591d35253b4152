package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The failure detector of SWIM (Das, Gupta, Motivala, DSN 2002, section 3.1): in each protocol
 * period a member pings one other; if no answer is there in time it asks some helpers to ping it,
 * and if none is there at the end of the period either, it declares it failed. Periods of all
 * members begin together, as in the paper's analysis. Who is declared stays a member, so that each
 * period is a trial of its own.
 *
 * <p>With a crash, member 0 is dead from the start of the first period, and the run ends with the
 * first period in which it is declared. Without, the run ends after some periods, and every
 * declaration in it is false.
 */
public final class SwimDetection implements Workload {
  private enum Targets {
    /** Drawn anew in each period. */
    RANDOM,
    /** All others in turn, in an order drawn anew for each round (section 4.3). */
    ROUND_ROBIN
  }

  private enum Phases {
    TOGETHER,
    APART
  }

  private static final int PERIOD_TICKS = 1_000;
  private static final int TIMEOUT_TICKS = 300;
  private static final int LEAST_DELAY_TICKS = 10;
  private static final int MOST_DELAY_TICKS = 100;

  private static final int NOBODY = -1;

  private static final int PERIOD_BEGINS = 0;
  private static final int TIMED_OUT = 1;
  private static final int PING = 2;
  private static final int ACK = 3;
  private static final int PING_REQUEST = 4;
  private static final int HELPERS_PING = 5;
  private static final int ACK_TO_HELPER = 6;
  private static final int KIND = 7;
  private static final int WHO_SHIFT = 3;

  private final int nodes;
  private final boolean crashes;
  private final int periods;
  private final int helpers;
  private final Phases phases;
  private final Chance loss;
  private final TargetOrder order;

  private final int[] target;
  private final boolean[] answered;
  private long declaredAtTicks;
  private long pings;
  private long falselyDeclared;
  private long messages;

  public SwimDetection(int nodes, long seed, Settings settings) {
    this.nodes = nodes;
    this.crashes = settings.whole("crashes", 1, 0, 1) == 1;
    this.periods = settings.whole("periods", 50, 1, 1_000_000);
    this.helpers = settings.whole("helpers", 3, 0, 1_000);
    this.phases = settings.choice("phases", Phases.TOGETHER);
    this.loss = settings.chance("loss", 0);
    if (nodes < helpers + 2) {
      throw new IllegalArgumentException(
          nodes + " nodes: expected at least 2 more than the " + helpers + " helpers");
    }
    this.order =
        settings.choice("targets", Targets.RANDOM) == Targets.RANDOM
            ? new TargetOrder.Random(nodes)
            : new TargetOrder.RoundRobin(nodes);
    this.target = new int[nodes];
    this.answered = new boolean[nodes];
    Arrays.fill(target, NOBODY);
  }

  @Override
  public void start(Simulation simulation) {
    for (int node = crashes ? 1 : 0; node < nodes; node++) {
      int phase = phases == Phases.TOGETHER ? 0 : simulation.drawBelow(PERIOD_TICKS);
      simulation.after(node, phase, PERIOD_BEGINS);
    }
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    if (crashes && node == 0) {
      return;
    }
    int who = (int) (word >>> WHO_SHIFT);
    switch ((int) word & KIND) {
      case PERIOD_BEGINS -> begin(simulation, node);
      case TIMED_OUT -> askHelpers(simulation, node);
      case PING -> tell(simulation, node, from, ACK, node);
      case ACK -> answered[node] |= who == target[node];
      case PING_REQUEST -> tell(simulation, node, who, HELPERS_PING, from);
      case HELPERS_PING -> tell(simulation, node, from, ACK_TO_HELPER, who);
      default -> tell(simulation, node, who, ACK, from);
    }
  }

  private void begin(Simulation simulation, int node) {
    long now = simulation.nowTicks();
    if (target[node] != NOBODY && !answered[node]) {
      declare(node, now);
    }
    if (crashes ? declaredAtTicks > 0 : now >= (long) periods * PERIOD_TICKS) {
      return;
    }
    pings++;
    target[node] = order.next(simulation, node);
    answered[node] = false;
    tell(simulation, node, target[node], PING, node);
    simulation.after(node, TIMEOUT_TICKS, TIMED_OUT);
    simulation.after(node, PERIOD_TICKS, PERIOD_BEGINS);
  }

  private void declare(int node, long now) {
    if (crashes && target[node] == 0) {
      declaredAtTicks = declaredAtTicks == 0 ? now : declaredAtTicks;
    } else {
      falselyDeclared++;
    }
  }

  private void askHelpers(Simulation simulation, int node) {
    if (answered[node]) {
      return;
    }
    for (int helper : Helpers.drawn(simulation, helpers, node, target[node])) {
      tell(simulation, node, helper, PING_REQUEST, target[node]);
    }
  }

  private void tell(Simulation simulation, int from, int to, int kind, int who) {
    messages++;
    if (!loss.comes(simulation)) {
      long delay = simulation.drawBetween(LEAST_DELAY_TICKS, MOST_DELAY_TICKS);
      simulation.send(from, to, delay, (long) who << WHO_SHIFT | kind);
    }
  }

  /**
   * Periods until the crash was declared; and for each period of a member, in which it pings one
   * other, the messages that all sent, and the false declarations.
   */
  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(
        "detectedAfterPeriods",
        declaredAtTicks > 0 ? (double) declaredAtTicks / PERIOD_TICKS : Double.NaN);
    figures.put("messagesPerMemberPeriod", (double) messages / pings);
    figures.put("falsePerMemberPeriod", (double) falselyDeclared / pings);
    return figures;
  }
}
