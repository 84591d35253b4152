package dev.linnet.simulator.engine;

/**
 * What the nodes of a simulation do. One object stands for all of them and keeps their state in
 * arrays, by the node's number. It may ask the {@link Simulation} for further events and for random
 * numbers, and must know no other source of chance and no clock: then a seed gives one history.
 */
public interface Strategy {
  /** Asks for the first events, at time 0. */
  void start(Simulation simulation);

  /**
   * An event is due at a node: a message from another one, or its own timer.
   *
   * @param from who sent it; {@code node} itself for a timer
   * @param word what was given when it was asked for; its meaning is the strategy's own
   */
  void onEvent(Simulation simulation, int node, int from, long word);
}
