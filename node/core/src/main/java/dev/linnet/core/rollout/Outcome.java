package dev.linnet.core.rollout;

/** The two verdicts on a rollout in a region, in the order of the join: ROLLED_BACK wins. */
public enum Outcome {
  PROMOTED,
  ROLLED_BACK
}
