package dev.linnet.simulator.study;

/** What one spread cost, and whom it reached when. */
final class Measure {
  private final int nodes;
  private long messages;
  private long bytes;
  private long copies;
  private int reached;
  private int roundsToMost = -1;

  Measure(int nodes) {
    this.nodes = nodes;
  }

  void sent(long messageBytes) {
    messages++;
    bytes += messageBytes;
  }

  /** The fact itself came to some node, news or not. */
  void copy() {
    copies++;
  }

  void reached(int round) {
    reached++;
    if (roundsToMost < 0 && reached >= Math.ceil(0.999 * nodes)) {
      roundsToMost = round;
    }
  }

  double messagesPerNode() {
    return (double) messages / nodes;
  }

  double bytesPerNode() {
    return (double) bytes / nodes;
  }

  double copiesPerNode() {
    return (double) copies / nodes;
  }

  double reachedShare() {
    return (double) reached / nodes;
  }

  /** Rounds until 99.9 % of the nodes had it; -1 if so many never had. */
  int roundsToMost() {
    return roundsToMost;
  }
}
