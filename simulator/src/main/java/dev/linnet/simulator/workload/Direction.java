package dev.linnet.simulator.workload;

/** Which way news go when one node calls another. */
public enum Direction {
  /** From who calls to who is called. */
  PUSH,
  /** From who is called to who calls. */
  PULL,
  PUSH_PULL;

  boolean pushes() {
    return this != PULL;
  }

  boolean pulls() {
    return this != PUSH;
  }
}
