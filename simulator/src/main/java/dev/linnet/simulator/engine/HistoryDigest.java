package dev.linnet.simulator.engine;

/**
 * A strategy that is watched: all its events, in their order, as one number. Two runs with one
 * digest had the same history.
 */
public final class HistoryDigest implements Strategy {
  private final Strategy watched;
  private long digest;

  public HistoryDigest(Strategy watched) {
    this.watched = watched;
  }

  public long digest() {
    return digest;
  }

  @Override
  public void start(Simulation simulation) {
    watched.start(simulation);
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    long route = (long) from << Integer.SIZE | node;
    digest =
        SplitMix.mix(SplitMix.mix(SplitMix.mix(digest ^ simulation.nowTicks()) ^ route) ^ word);
    watched.onEvent(simulation, node, from, word);
  }
}
