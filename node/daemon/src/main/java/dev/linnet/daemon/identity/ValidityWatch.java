package dev.linnet.daemon.identity;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Notices when a running node's identity stops being good by the clock on the wall, and when it is
 * good again: it gets no new connection in its mesh between them, and goes on serving.
 */
public final class ValidityWatch {
  private final IdentityPaths paths;
  private final Supplier<NodeIdentity> identity;
  private final Clock clock;
  private final Consumer<Optional<String>> listener;
  private Optional<String> told = Optional.empty();

  /**
   * Watches an identity that counts as good until the first look.
   *
   * @param identity what the node shows now
   * @param listener is told once why it is not good, or with empty that it is; called on the thread
   *     that looks
   */
  public ValidityWatch(
      IdentityPaths paths,
      Supplier<NodeIdentity> identity,
      Clock clock,
      Consumer<Optional<String>> listener) {
    this.paths = paths;
    this.identity = identity;
    this.clock = clock;
    this.listener = listener;
  }

  /** Looks once; from one thread at a time. */
  public void look() {
    Optional<String> fault = Validity.fault(identity.get(), paths, clock.instant());
    if (!fault.equals(told)) {
      told = fault;
      listener.accept(fault);
    }
  }
}
