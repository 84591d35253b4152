package dev.linnet.simulator.study;

import dev.linnet.core.replica.Fact;
import dev.linnet.core.trust.Trust;
import dev.linnet.simulator.SimulatedMesh;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * What one announcement costs in a mesh of some size, by our gossip and by plain push that is as
 * reliable: it is given the lowest fanout at which every run reaches at least 99.9 %, and no
 * smaller share than ours did.
 *
 * @param bound log2 of n plus its natural logarithm: about the rounds of pushing to one a round
 */
record SpreadRow(
    int nodes, int regions, long factBytes, double bound, Side ours, int pushFanout, Side push) {
  static final List<String> HEAD =
      List.of(
          "|  nodes | regions | fact B | way (fanout) | reached, worst | rounds to 99.9 % | bound |"
              + " messages/node | bytes/node | copies/node |",
          "|---|---|---|---|---|---|---|---|---|---|");

  private static final double MOST = 0.999;
  private static final int MAX_FANOUT = 32;

  /**
   * One way of spreading; means over all runs, the worst run for what must hold in each.
   *
   * @param roundsToMost NaN if some run never reached 99.9 %
   */
  record Side(
      double worstReachedShare,
      double roundsToMost,
      double messagesPerNode,
      double bytesPerNode,
      double copiesPerNode) {
    static Side of(List<Measure> runs) {
      return new Side(
          runs.stream().mapToDouble(Measure::reachedShare).min().orElse(0),
          runs.stream().allMatch(run -> run.roundsToMost() >= 0)
              ? mean(runs, Measure::roundsToMost)
              : Double.NaN,
          mean(runs, Measure::messagesPerNode),
          mean(runs, Measure::bytesPerNode),
          mean(runs, Measure::copiesPerNode));
    }

    private static double mean(List<Measure> runs, ToDoubleFunction<Measure> figure) {
      return runs.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }
  }

  Size size() {
    return new Size(nodes, regions);
  }

  static SpreadRow measure(int nodes, int regions, int seeds) {
    Population population = new Population(nodes, regions);
    SimulatedMesh signing = new SimulatedMesh(0);
    Trust trust = new Trust(signing.trustRoot(), signing.signatureCheck());
    Fact fact = Plans.announcement(population, signing);
    List<Measure> runs = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      runs.add(Spread.of(population, trust, fact, seed));
    }
    Side ours = Side.of(runs);
    long factBytes = MessageSize.bytes(fact);
    int fanout = 0;
    Side push;
    do {
      fanout++;
      int tried = fanout;
      push =
          Side.of(
              LongStream.rangeClosed(1, seeds)
                  .mapToObj(seed -> PlainPush.of(nodes, tried, factBytes, seed))
                  .toList());
    } while (fanout < MAX_FANOUT
        && push.worstReachedShare() < Math.max(MOST, ours.worstReachedShare()));
    return new SpreadRow(nodes, regions, factBytes, bound(nodes), ours, fanout, push);
  }

  static double bound(int nodes) {
    return Math.log(nodes) / Math.log(2) + Math.log(nodes);
  }

  List<String> lines() {
    return List.of(line("Linnet", ours), line("plain push (" + pushFanout + ")", push));
  }

  private String line(String way, Side side) {
    return String.format(
        Locale.ROOT,
        "| %d | %d | %d | %s | %.2f %% | %s | %.1f | %.1f | %.0f | %.2f |",
        nodes,
        regions,
        factBytes,
        way,
        100 * side.worstReachedShare(),
        Double.isNaN(side.roundsToMost())
            ? "-"
            : String.format(Locale.ROOT, "%.1f", side.roundsToMost()),
        bound,
        side.messagesPerNode(),
        side.bytesPerNode(),
        side.copiesPerNode());
  }
}
