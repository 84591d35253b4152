package dev.linnet.daemon.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What goes over the mesh port besides chunks, by the kind of message. */
final class TrafficMeters {
  private record Flow(String direction, String kind) {}

  private record Counters(Counter frames, Counter bytes) {}

  private final MeterRegistry registry;
  private final Map<Flow, Counters> counters = new ConcurrentHashMap<>();

  TrafficMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void frame(String direction, String kind, int sizeBytes) {
    Counters of = counters.computeIfAbsent(new Flow(direction, kind), this::register);
    of.frames().increment();
    of.bytes().increment(sizeBytes);
  }

  private Counters register(Flow flow) {
    return new Counters(
        Counter.builder("linnet.gossip.messages")
            .description("Messages on the mesh port, chunks of models aside")
            .tags("direction", flow.direction(), "kind", flow.kind())
            .register(registry),
        Counter.builder("linnet.gossip.bytes")
            .description("Bytes of messages on the mesh port before TLS, chunks of models aside")
            .tags("direction", flow.direction(), "kind", flow.kind())
            .register(registry));
  }
}
