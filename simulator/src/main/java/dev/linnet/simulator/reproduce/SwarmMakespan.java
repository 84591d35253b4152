package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.workload.Settings;

/**
 * The product's own swarm beside the least time that any can take, by the theorem of {@link
 * Makespan}: nodes of one region with equal links, one of which has the model. The bound is all
 * that was published; how far above it the swarm stays is for the reader.
 */
final class SwarmMakespan implements Experiment {
  @Override
  public String name() {
    return "makespan-swarm";
  }

  @Override
  public String source() {
    return "Mundinger, Weber, Weiss 2008, theorem 1, beside the product's own swarm: rounds until M"
        + " chunks of a server are at N others";
  }

  @Override
  public void run(Session session) {
    found(session, 16, 64);
    found(session, 16, 256);
    found(session, 32, 256);
  }

  private static void found(Session session, int others, int chunks) {
    int nodes = others + 1;
    Trials ours =
        session.run("core-swarm", nodes, 200, Settings.of("chunks", String.valueOf(chunks)));
    int optimum = Makespan.optimum(nodes, chunks);
    String at = "N = " + others + ", M = " + chunks + ": ";
    session.found(
        Row.atLeast(at + "rounds", "at least " + optimum, optimum, ours.figure("rounds")));
    session.found(Row.aside(at + "uploads for each chunk", ours.figure("uploadsPerChunk")));
    session.found(Row.aside(at + "copies from the server", ours.figure("copiesFromTheFirst")));
  }
}
