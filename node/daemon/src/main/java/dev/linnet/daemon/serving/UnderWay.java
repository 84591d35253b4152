package dev.linnet.daemon.serving;

import dev.linnet.daemon.serving.InferenceException.Status;
import java.util.function.BooleanSupplier;

/** A request that counts as under way until this is closed, and holds its memory until then. */
public final class UnderWay implements AutoCloseable {
  private final long sinceNanos = System.nanoTime();
  private final Admission admission;
  private final RequestMemory.Held memory;
  private final BooleanSupplier isGone;

  UnderWay(Admission admission, RequestMemory.Held memory, BooleanSupplier isGone) {
    admission.arrive();
    this.admission = admission;
    this.memory = memory.keep();
    this.isGone = isGone;
  }

  /** When it came; what it waits for from then on counts as its waiting. */
  long sinceNanos() {
    return sinceNanos;
  }

  public RequestMemory.Held memory() {
    return memory;
  }

  /**
   * Whoever asked waits for the answer still.
   *
   * @throws InferenceException CANCELLED if not
   */
  void requireAwaited() {
    if (isGone.getAsBoolean()) {
      throw new InferenceException(Status.CANCELLED, "nobody waits for the answer any more");
    }
  }

  @Override
  public void close() {
    admission.depart();
    memory.close();
  }
}
