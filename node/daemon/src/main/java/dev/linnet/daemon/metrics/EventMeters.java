package dev.linnet.daemon.metrics;

import dev.linnet.core.Event;
import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.Notice;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.swarm.Source;
import dev.linnet.daemon.events.EventLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;

/**
 * What happened to the node, counted. Whatever an alert asks for is there from the start: of a
 * series that begins at 1, Prometheus sees no increase.
 */
final class EventMeters {
  private static final String PEER = "peer";
  private static final String ORIGIN = "origin";
  private static final String STORED = "stored";

  /** Warnings that an alert asks for. */
  private static final List<String> ALERTING =
      List.of("GENERATION_LEAPT", "JUROR_EQUIVOCATED", "NODE_TWICE");

  private final MeterRegistry registry;
  private final DriftMeters drift;
  private final Counter fallbacks;

  EventMeters(MeterRegistry registry) {
    this.registry = registry;
    this.drift = new DriftMeters(registry);
    this.fallbacks =
        Counter.builder("linnet.fallbacks")
            .description("Versions that failed here, so that the node went back by itself")
            .register(registry);
    ALERTING.forEach(kind -> events(kind, Notice.Severity.WARNING.name()));
    for (String source : List.of(PEER, ORIGIN)) {
      chunks(source, STORED);
      for (ChunkFailure failure : ChunkFailure.values()) {
        chunks(source, word(failure));
      }
    }
    for (Outcome outcome : Outcome.values()) {
      verdicts(outcome.name());
    }
    List.of("passed", "failed", "put_off").forEach(this::trials);
    List.of("started", "failed", "late").forEach(this::swaps);
  }

  DriftMeters drift() {
    return drift;
  }

  void saw(Event event) {
    if (event instanceof Event.ChunkStored stored) {
      chunks(name(stored.source()), STORED).increment();
    } else if (event instanceof Event.ChunkFailed failed) {
      chunks(name(failed.source()), word(failed.failure())).increment();
    } else if (event instanceof Event.TrialFinished finished) {
      trials(finished.passed() ? "passed" : "failed").increment();
    } else if (event instanceof Event.TrialPutOff) {
      trials("put_off").increment();
    } else if (event instanceof Event.ServingStarted) {
      swaps("started").increment();
    } else if (event instanceof Event.ServingFailed) {
      swaps("failed").increment();
    } else if (event instanceof Event.ServingLate) {
      swaps("late").increment();
    } else if (event instanceof Event.Observed observed) {
      drift.observed(observed);
    }
  }

  void told(EventLog.Entry event) {
    events(event.kind(), event.severity()).increment();
    switch (event.kind()) {
      case "VERDICT" -> verdicts(event.about().getOrDefault("outcome", "")).increment();
      case "ROLLOUT_FAILED_HERE" -> fallbacks.increment();
      default -> {}
    }
  }

  private Counter events(String kind, String severity) {
    return Counter.builder("linnet.events")
        .description("Events in the node's log, which docs/operating.md explains")
        .tags("kind", kind, "severity", severity)
        .register(registry);
  }

  private Counter verdicts(String outcome) {
    return Counter.builder("linnet.verdicts")
        .description("Verdicts that the node learned of")
        .tag("outcome", outcome)
        .register(registry);
  }

  private Counter chunks(String source, String result) {
    return Counter.builder("linnet.artifact.chunks")
        .description("Chunks that the node ordered, by how that ended")
        .tags("source", source, "result", result)
        .register(registry);
  }

  private Counter trials(String result) {
    return Counter.builder("linnet.trials")
        .description("Trials of versions before they serve")
        .tag("result", result)
        .register(registry);
  }

  private Counter swaps(String result) {
    return Counter.builder("linnet.swaps")
        .description("Orders to serve a version, by how they ended")
        .tag("result", result)
        .register(registry);
  }

  private static String name(Source source) {
    return source instanceof Source.OfPeer ? PEER : ORIGIN;
  }

  private static String word(ChunkFailure failure) {
    return failure.name().toLowerCase(Locale.ROOT);
  }
}
