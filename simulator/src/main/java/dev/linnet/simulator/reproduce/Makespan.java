package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.Sample;
import dev.linnet.simulator.workload.Settings;

/**
 * The least time in which M chunks of one server come to N others, if each of all can upload one
 * chunk in a round: M + ⌊log2 N⌋ rounds (Mundinger, Weber, Weiss, Optimal scheduling of
 * peer-to-peer file dissemination, J. Scheduling 11, 2008, theorem 1, whose unit is the whole
 * file). The schedule of Ganesan and Seshadri, ICDCS 2005, needs exactly that; who chooses by
 * rarity alone cannot beat it, and is "close to this bound", as the authors say of decentralized
 * strategies, which is taken here as 5 %.
 */
final class Makespan implements Experiment {
  private static final double CLOSE = 1.05;

  @Override
  public String name() {
    return "makespan";
  }

  @Override
  public String source() {
    return "Mundinger, Weber, Weiss 2008, theorem 1: rounds until M chunks of a server are at N"
        + " others, equal upload capacities";
  }

  @Override
  public void run(Session session) {
    for (int dimensions = 2; dimensions <= 8; dimensions += 2) {
      for (int chunks : new int[] {1, 64, 256}) {
        int nodes = 1 << dimensions;
        int optimum = optimum(nodes, chunks);
        Sample rounds = rounds(session, "hypercube", nodes, chunks, Integer.MAX_VALUE);
        session.found(
            Row.expected(
                at(nodes, chunks) + "hypercube", String.valueOf(optimum), optimum, rounds));
      }
    }
    for (int nodes : new int[] {17, 64, 250}) {
      int chunks = 256;
      int optimum = optimum(nodes, chunks);
      Sample rounds = rounds(session, "rarest-first", nodes, chunks, 50);
      session.found(
          Row.between(
              at(nodes, chunks) + "rarest first",
              "close to " + optimum,
              optimum,
              CLOSE * optimum,
              rounds));
    }
  }

  static int optimum(int nodes, int chunks) {
    return chunks + 31 - Integer.numberOfLeadingZeros(nodes - 1);
  }

  private static String at(int nodes, int chunks) {
    return "N = " + (nodes - 1) + ", M = " + chunks + ": rounds, ";
  }

  private static Sample rounds(Session session, String workload, int nodes, int chunks, int cost) {
    return session
        .run(workload, nodes, cost, Settings.of("chunks", String.valueOf(chunks)))
        .figure("rounds");
  }
}
