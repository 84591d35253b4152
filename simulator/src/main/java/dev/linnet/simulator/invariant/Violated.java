package dev.linnet.simulator.invariant;

/** Ends a run at the event that broke an invariant. */
public final class Violated extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient Violation violation;

  Violated(Violation violation) {
    super(violation.toString());
    this.violation = violation;
  }

  public Violation violation() {
    return violation;
  }
}
