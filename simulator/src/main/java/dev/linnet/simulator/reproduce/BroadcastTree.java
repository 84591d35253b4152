package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.Sample;
import dev.linnet.simulator.workload.Settings;

/**
 * Plumtree with one sender among 10,000 nodes that know 5 others each (Leitão, Pereira, Rodrigues,
 * Epidemic Broadcast Trees, SRDS 2007, sections 4.1 to 4.3). Their overlay is HyParView's; ours is
 * random with the same degree. The first broadcast floods with a fan-out of 4, so that its relative
 * redundancy is 4 − 1; on the tree that is left it is near 0, and all nodes are reached still. On
 * links of one delay the tree is one of shortest paths, so the last delivery takes no more hops
 * than by flooding.
 */
final class BroadcastTree implements Experiment {
  private static final int NODES = 10_000;

  @Override
  public String name() {
    return "plumtree";
  }

  @Override
  public String source() {
    return "Leitão, Pereira, Rodrigues 2007, section 4: redundancy and last hop of Plumtree among"
        + " 10,000 nodes, one sender";
  }

  @Override
  public void run(Session session) {
    Trials ours =
        session.run("plumtree", NODES, 20, Settings.of("degree", "5", "broadcasts", "10"));
    // In rounding: their plots show no more than two digits.
    double visible = 0.01;
    session.found(
        Row.between(
            "first broadcast: redundancy",
            "fan-out - 1 = 3",
            3,
            3 + visible,
            ours.figure("firstRedundancy")));
    session.found(
        Row.between(
            "10th broadcast: redundancy", "near 0", 0, visible, ours.figure("lastRedundancy")));
    session.found(
        Row.expected("10th broadcast: share reached", "1", 1, ours.figure("lastReached")));
    Sample flooding = ours.figure("firstLastHop");
    session.found(Row.aside("first broadcast: last hop", flooding));
    session.found(
        Row.between(
            "10th broadcast: last hop",
            "no more than flooding",
            0,
            flooding.mean(),
            ours.figure("lastLastHop")));
  }
}
