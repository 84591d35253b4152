package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole group under SWIM with suspicion, and each part of Lifeguard to be switched on: one {@link
 * Member} beside the other. Some of them are slow: for a while they neither send nor receive,
 * though their clocks run, and then do all at once. To declare one failed that is never slow is
 * false. Or member 0 crashes. A tick is a millisecond.
 */
public final class Membership implements Workload {
  /** When the slowness begins, or the crash comes. */
  private static final int TROUBLE_TICKS = 15_000;

  private static final int SUSPICION = 5;
  private static final int SUSPICION_AT_MOST = 6;

  private final int nodes;
  private final boolean adaptsProbes;
  private final boolean tellsSuspects;
  private final boolean crashes;
  private final long endTicks;
  private final Slowness slowness;
  private final SuspicionTimeout timeout;
  private final TargetOrder order;
  private final List<Member> members = new ArrayList<>();

  /** What messages carry, by number; 0 is nothing. */
  private final List<long[]> batches = new ArrayList<>();

  private long messages;
  private long falselyDeclared;
  private long falselyDeclaredByHealthy;
  private long firstDetectedAt = -1;

  public Membership(int nodes, long seed, Settings settings) {
    this.nodes = nodes;
    this.adaptsProbes = settings.whole("lha-probe", 0, 0, 1) == 1;
    this.tellsSuspects = settings.whole("buddy", 0, 0, 1) == 1;
    this.crashes = settings.whole("crashes", 0, 0, 1) == 1;
    this.endTicks = 1_000L * settings.whole("seconds", 120, 1, 1_000_000);
    this.slowness =
        new Slowness(
            settings.whole("slow", 0, 0, nodes - 1),
            TROUBLE_TICKS,
            settings.whole("slow-millis", 16_384, 1, 1_000_000),
            settings.whole("rest-millis", 1_024, 1, 1_000_000));
    if (nodes < Member.HELPERS + 2 || nodes > Update.MOST_MEMBERS) {
      throw new IllegalArgumentException(
          nodes + " nodes: expected " + (Member.HELPERS + 2) + " to " + Update.MOST_MEMBERS);
    }
    double digits = Math.max(1, StrictMath.log10(nodes));
    long least = Math.round(SUSPICION * digits * Member.INTERVAL_TICKS);
    boolean adapts = settings.whole("lha-suspicion", 0, 0, 1) == 1;
    this.timeout = new SuspicionTimeout(least, adapts ? SUSPICION_AT_MOST * least : least);
    this.order = new TargetOrder.RoundRobin(nodes);
    batches.add(new long[0]);
  }

  @Override
  public void start(Simulation simulation) {
    for (int node = 0; node < nodes; node++) {
      members.add(new Member(this, simulation, node));
    }
    members.forEach(Member::start);
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    long now = simulation.nowTicks();
    if (now > endTicks || (crashes && node == 0 && now >= TROUBLE_TICKS)) {
      return;
    }
    Member member = members.get(node);
    long left = slowness.leftTicks(node, now);
    if (left > 0 && !member.goesOnSlow(word)) {
      // What is late is done in the order in which it came.
      simulation.send(from, node, left, word);
    } else {
      member.handle(from, word);
    }
  }

  boolean adaptsProbes() {
    return adaptsProbes;
  }

  boolean tellsSuspects() {
    return tellsSuspects;
  }

  SuspicionTimeout timeout() {
    return timeout;
  }

  TargetOrder order() {
    return order;
  }

  /** How long what a member sends now is held up. */
  long heldUpTicks(int member, long nowTicks) {
    return slowness.leftTicks(member, nowTicks);
  }

  /** A message is sent; what it carries has the number that is returned. */
  int sent(long[] carried) {
    messages++;
    if (carried.length == 0) {
      return 0;
    }
    batches.add(carried);
    return batches.size() - 1;
  }

  long[] carried(int batch) {
    return batches.get(batch);
  }

  void declared(int by, int subject, long nowTicks) {
    if (crashes && subject == 0 && nowTicks >= TROUBLE_TICKS) {
      firstDetectedAt = firstDetectedAt < 0 ? nowTicks : firstDetectedAt;
    } else if (!slowness.isSlow(subject)) {
      falselyDeclared++;
      falselyDeclaredByHealthy += slowness.isSlow(by) ? 0 : 1;
    }
  }

  /**
   * How often one that is well was declared failed, by all and by those that are well themselves;
   * seconds from a crash to its first declaration; and messages of a member in a second.
   */
  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("falselyDeclared", (double) falselyDeclared);
    figures.put("falselyDeclaredByHealthy", (double) falselyDeclaredByHealthy);
    figures.put(
        "detectedAfterSeconds",
        firstDetectedAt < 0 ? Double.NaN : (firstDetectedAt - TROUBLE_TICKS) / 1e3);
    figures.put("messagesPerSecond", messages * 1e3 / nodes / endTicks);
    return figures;
  }
}
