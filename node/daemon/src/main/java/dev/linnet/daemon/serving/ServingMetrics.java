package dev.linnet.daemon.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The meters of serving. Names that only a caller made up are never a label. */
final class ServingMetrics {
  private static final String NONE = "";

  private final MeterRegistry registry;

  ServingMetrics(MeterRegistry registry, Admission admission) {
    this.registry = registry;
    Gauge.builder("linnet.inference.queue.length", admission, Admission::waiting)
        .description("Inferences that wait for their turn")
        .register(registry);
  }

  void answered(String model, String version, long queuedNanos, long tookNanos) {
    count(model, version, "OK");
    timer("linnet.inference.duration", "Time in the model", model, version)
        .record(tookNanos, TimeUnit.NANOSECONDS);
    timer("linnet.inference.queue", "Time before the model ran", model, version)
        .record(queuedNanos, TimeUnit.NANOSECONDS);
  }

  void refused(String model, String version, InferenceException.Status status) {
    boolean unknown = status == InferenceException.Status.NOT_FOUND;
    count(unknown ? NONE : model, unknown ? NONE : version, status.grpcName());
  }

  private void count(String model, String version, String code) {
    Counter.builder("linnet.inference.requests")
        .description("Inferences by how they ended")
        .tags("model", model, "version", version, "code", code)
        .register(registry)
        .increment();
  }

  private Timer timer(String name, String description, String model, String version) {
    return Timer.builder(name)
        .description(description)
        .tags(Tags.of("model", model, "version", version))
        .register(registry);
  }
}
