package dev.linnet.daemon.probe;

import dev.linnet.daemon.DaemonThreads;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether the device is to be spared what can wait. Until the first look is
 * over it is.
 */
public final class Restraint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Restraint.class);

  private final PostponeConfig config;
  private final List<Probe> probes;
  private final ScheduledExecutorService executor;
  private volatile @Nullable String why = "the device was not looked at yet";

  /** What was last told. */
  private @Nullable String told;

  /** Does not look before {@link #begin}. */
  public Restraint(PostponeConfig config) {
    this.config = config;
    this.probes = config.probes();
    this.executor =
        Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("linnet-restraint"));
  }

  /**
   * Looks from now on.
   *
   * @param onChange told why things wait, and with nothing when they go on; from a thread of its
   *     own
   */
  public void begin(Consumer<Optional<String>> onChange) {
    executor.scheduleWithFixedDelay(
        () -> look(onChange), 0, config.every().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Why what can wait does; empty while nothing need wait. */
  public Optional<String> why() {
    return Optional.ofNullable(why);
  }

  private void look(Consumer<Optional<String>> onChange) {
    try {
      @Nullable String found = firstFailure();
      why = found;
      if ((found == null) != (told == null)) {
        told = found;
        onChange.accept(Optional.ofNullable(found));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("a look at the device broke off", e); // Thrown on, it would be the last one.
    }
  }

  private @Nullable String firstFailure() throws InterruptedException {
    for (Probe probe : probes) {
      String failure = probe.failure();
      if (failure != null) {
        return probe.name() + " " + failure;
      }
    }
    return null;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
