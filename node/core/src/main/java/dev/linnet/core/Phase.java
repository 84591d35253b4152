package dev.linnet.core;

/** How far a node is with a rollout. */
public enum Phase {
  /** The version does not fit this node. */
  INELIGIBLE,
  /** The wave is not open, or something keeps it from opening here. */
  WAITING,
  FETCHING,
  TRIAL,
  SERVING,
  /** It served, and the node went back to the version before. */
  FELL_BACK,
  /** It failed before it served. */
  FAILED
}
