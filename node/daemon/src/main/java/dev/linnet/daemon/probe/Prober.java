package dev.linnet.daemon.probe;

import dev.linnet.daemon.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the owner's probes again and again, one at a time, on a thread of their own. */
public final class Prober implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Prober.class);

  /** One run: whether it passed. */
  public interface Run {
    boolean passes() throws InterruptedException;
  }

  /** Told from the prober's thread. */
  public interface Listener {
    /** It is time: may run the probe, and takes note of its outcome. */
    void due(Run run) throws InterruptedException;

    /** A probe that passed before, or never ran, has failed. */
    void failing(String sentence);

    /** A probe that failed passes again. */
    void passesAgain(String sentence);
  }

  private final List<Probe> probes = new ArrayList<>();
  private final Set<String> failing = new TreeSet<>();
  private final Listener listener;
  private final ScheduledExecutorService executor;

  public Prober(ProbeConfig config, Listener listener) {
    if (!config.exec().isEmpty()) {
      probes.add(new ExecProbe(config.exec(), config.directory(), config.timeout()));
    }
    if (config.http() != null) {
      probes.add(new HttpProbe(config.http(), config.timeout()));
    }
    this.listener = listener;
    this.executor = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("linnet-probe"));
    long everyMillis = config.every().toMillis();
    executor.scheduleWithFixedDelay(this::round, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      for (Probe probe : probes) {
        listener.due(() -> passes(probe));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("a round of probes broke off", e); // Thrown on, it would be the last one.
    }
  }

  private boolean passes(Probe probe) throws InterruptedException {
    @Nullable String failure = probe.failure();
    if (failure == null && failing.remove(probe.name())) {
      listener.passesAgain("probe " + probe.name() + " passes again");
    } else if (failure != null && failing.add(probe.name())) {
      listener.failing("probe " + probe.name() + " " + failure);
    }
    return failure == null;
  }

  /** Ends a run that is under way, and its process with it. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("a probe did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
