package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rollout through a whole mesh, small enough for a million nodes: the announcement, waves of one
 * region, a tenth of them and the rest, votes of each region's jurors after their bake time,
 * verdicts at two thirds of them, and the way back if one region's jurors find the version bad. How
 * facts travel is the product's rule ({@link RegionalGossip}); what is left out is stated with its
 * error in the documentation of the simulator: chunks, pulses, statuses, and certificates of more
 * votes that replace those of fewer. A version takes {@code prepare-millis} to be fetched and
 * tried.
 *
 * <p>Facts are numbers: 0 is the announcement, then one verdict for each region, then the votes of
 * a node's own region.
 */
public final class StagedRollout implements Workload {
  private static final long TICKS_PER_SECOND = 1_000_000;
  private static final long TICKS_PER_MILLI = TICKS_PER_SECOND / 1_000;
  private static final long NEAR_TICKS = 2 * TICKS_PER_MILLI;
  private static final long FAR_TICKS = 80 * TICKS_PER_MILLI;

  /** A run that takes longer is given up; all its waits together are far shorter. */
  private static final long LONGEST_TICKS = 7L * 24 * 3_600 * TICKS_PER_SECOND;

  private static final int ANNOUNCEMENT = 0;
  private static final int FIRST_VERDICT = 1;

  private static final int PREPARED = RegionalGossip.OTHERS;
  private static final int JUDGED = RegionalGossip.OTHERS + 1;

  private static final byte WAITING = 0;
  private static final byte PREPARING = 1;
  private static final byte SERVING = 2;
  private static final byte BACK = 3;

  private final int nodes;
  private final Regions regions;
  private final int jurors;
  private final int firstVote;
  private final int early;
  private final int bad;
  private final boolean untilTold;
  private final long prepareTicks;
  private final long bakeTicks;
  private final long observeTicks;
  private final long failsAfterTicks;
  private final RegionalGossip gossip;
  private final byte[] phase;
  private final byte[] votes;

  /** How many verdicts of earlier waves each node waits for. */
  private final short[] lacking;

  private int serving;
  private int everServed;
  private int back;
  private long verdictsTaken;
  private long quorumTicks = -1;
  private long lastBackTicks = -1;
  private long doneTicks = -1;

  public StagedRollout(int nodes, long seed, Settings settings) {
    this.nodes = nodes;
    this.regions =
        new Regions(nodes, settings.whole("regions", 1, 1, 10_000), NEAR_TICKS, FAR_TICKS);
    this.jurors =
        settings.whole("jurors", Math.min(7, regions.size()), 1, Math.min(64, regions.size()));
    this.bad = settings.whole("bad-region", 0, 0, regions.count()) - 1;
    this.untilTold = settings.whole("until-told", 0, 0, 1) == 1;
    this.prepareTicks = settings.whole("prepare-millis", 1_000, 1, 3_600_000) * TICKS_PER_MILLI;
    this.bakeTicks = settings.whole("bake-millis", 3_000, 1, 86_400_000) * TICKS_PER_MILLI;
    this.observeTicks = settings.whole("observe-millis", 500, 1, 60_000) * TICKS_PER_MILLI;
    this.failsAfterTicks =
        settings.whole("fails-after-millis", 2_000, 1, 86_400_000) * TICKS_PER_MILLI;
    this.early = 1 + regions.count() / 10;
    this.firstVote = FIRST_VERDICT + regions.count();
    this.gossip =
        new RegionalGossip(
            regions,
            nodes,
            firstVote + jurors,
            fact -> fact < firstVote,
            TICKS_PER_SECOND,
            this::onTaken);
    this.phase = new byte[nodes];
    this.votes = new byte[nodes];
    this.lacking = new short[nodes];
  }

  @Override
  public void start(Simulation simulation) {
    for (int node = 0; node < nodes; node++) {
      int region = regions.of(node);
      lacking[node] = (short) (region == 0 ? 0 : region < early ? 1 : early);
    }
    gossip.start(simulation);
    gossip.make(simulation, 0, ANNOUNCEMENT);
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    if (doneTicks >= 0 || simulation.nowTicks() > LONGEST_TICKS) {
      return;
    }
    switch (RegionalGossip.kind(word)) {
      case PREPARED -> open(simulation, node);
      case JUDGED -> vote(simulation, node);
      default -> gossip.onEvent(simulation, node, from, word);
    }
  }

  private void onTaken(Simulation simulation, int node, int fact) {
    if (fact >= firstVote) {
      count(simulation, node);
    } else if (bad >= 0 && fact == FIRST_VERDICT + bad) {
      goBack(simulation, node);
    } else if (fact != ANNOUNCEMENT) {
      verdictsTaken++;
      int region = fact - FIRST_VERDICT;
      int own = regions.of(node);
      boolean before = region == 0 ? own > 0 : region < early && own >= early;
      lacking[node] -= (short) (before ? 1 : 0);
    }
    prepare(simulation, node);
    if (isDone()) {
      doneTicks = simulation.nowTicks();
    }
  }

  private void prepare(Simulation simulation, int node) {
    if (phase[node] == WAITING && lacking[node] == 0 && gossip.holds(node, ANNOUNCEMENT)) {
      phase[node] = PREPARING;
      simulation.after(
          node,
          prepareTicks / 2 + simulation.drawBetween(0, prepareTicks),
          RegionalGossip.word(PREPARED));
    }
  }

  private void open(Simulation simulation, int node) {
    if (phase[node] != PREPARING) {
      return;
    }
    phase[node] = SERVING;
    serving++;
    everServed++;
    if (regions.rank(node) < jurors) {
      long judged = regions.of(node) == bad ? failsAfterTicks : bakeTicks;
      simulation.after(
          node, judged + simulation.drawBetween(0, observeTicks), RegionalGossip.word(JUDGED));
    }
    if (isDone()) {
      doneTicks = simulation.nowTicks();
    }
  }

  private void vote(Simulation simulation, int node) {
    if (phase[node] == SERVING) {
      gossip.make(simulation, node, firstVote + regions.rank(node));
    }
  }

  /** All votes of a region are alike here: those of the bad one speak against the version. */
  private void count(Simulation simulation, int node) {
    votes[node]++;
    int region = regions.of(node);
    int promote = (2 * jurors + 2) / 3;
    int needed = region == bad ? jurors - promote + 1 : promote;
    int verdict = FIRST_VERDICT + region;
    if (votes[node] >= needed && !gossip.holds(node, verdict)) {
      if (region == bad && quorumTicks < 0) {
        quorumTicks = simulation.nowTicks();
      }
      gossip.make(simulation, node, verdict);
    }
  }

  private void goBack(Simulation simulation, int node) {
    if (phase[node] == SERVING) {
      serving--;
      lastBackTicks = simulation.nowTicks();
    }
    phase[node] = BACK;
    back++;
  }

  private boolean isDone() {
    if (bad >= 0) {
      return back == nodes;
    }
    return serving == nodes && (!untilTold || verdictsTaken == (long) nodes * regions.count());
  }

  /**
   * Simulated seconds until every node serves the version (and, with {@code until-told}, holds
   * every verdict), or until all know that a region rolled it back; which share ever served it;
   * from the quorum to the last that served it back; messages that a node sent, on the average.
   */
  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("seconds", seconds(0, doneTicks));
    figures.put("ever served", (double) everServed / nodes);
    if (bad >= 0) {
      figures.put("back, seconds", seconds(quorumTicks, lastBackTicks));
    }
    figures.put("announcement messages", messages(ANNOUNCEMENT, FIRST_VERDICT));
    figures.put("vote messages", messages(firstVote, firstVote + jurors));
    figures.put("verdict messages", messages(FIRST_VERDICT, firstVote));
    figures.put("comparisons", (double) gossip.comparisons() / nodes);
    return figures;
  }

  private static double seconds(long from, long to) {
    return from < 0 || to < 0 ? Double.NaN : (double) (to - from) / TICKS_PER_SECOND;
  }

  private double messages(int from, int to) {
    long sum = 0;
    for (int fact = from; fact < to; fact++) {
      sum += gossip.messages(fact);
    }
    return (double) sum / nodes;
  }
}
