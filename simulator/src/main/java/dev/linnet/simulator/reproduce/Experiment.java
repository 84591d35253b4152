package dev.linnet.simulator.reproduce;

/** A published experiment. */
interface Experiment {
  /** Short, in lower case and with hyphens. */
  String name();

  /** Authors, year, table or section, and what was done. */
  String source();

  /** Runs it and says what it found. */
  void run(Session session);
}
