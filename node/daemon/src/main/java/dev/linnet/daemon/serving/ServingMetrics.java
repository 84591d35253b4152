package dev.linnet.daemon.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.function.IntConsumer;

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

  /** The meters of one version. */
  record OfVersion(Counter answered, Timer duration, Timer queue) {}

  OfVersion of(String model, String version) {
    return new OfVersion(
        counter(model, version, "OK"),
        timer("linnet.inference.duration", "Time in the model", model, version),
        timer("linnet.inference.queue", "Time before the model ran", model, version));
  }

  /** Told how many rows each run of a batched model had. */
  IntConsumer batchSizes(String model) {
    DistributionSummary rows =
        DistributionSummary.builder("linnet.inference.batch.size")
            .description("Rows that the model ran together")
            .tag("model", model)
            .register(registry);
    return rows::record;
  }

  void refused(String model, String version, InferenceException.Status status) {
    boolean unknown = status == InferenceException.Status.NOT_FOUND;
    counter(unknown ? NONE : model, unknown ? NONE : version, status.grpcName()).increment();
  }

  private Counter counter(String model, String version, String code) {
    return Counter.builder("linnet.inference.requests")
        .description("Inferences by how they ended")
        .tags("model", model, "version", version, "code", code)
        .register(registry);
  }

  private Timer timer(String name, String description, String model, String version) {
    return Timer.builder(name)
        .description(description)
        .tags(Tags.of("model", model, "version", version))
        .register(registry);
  }
}
