package dev.linnet.daemon.metrics;

import dev.linnet.core.Effects;
import dev.linnet.core.Event;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.daemon.events.EventLog;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** All meters of a node but those that serving and the workers keep themselves. */
public final class NodeMetrics {
  private final PrometheusMeterRegistry registry;
  private final EventMeters events;
  private final TrafficMeters traffic;

  /** Meters of a node that has just begun. */
  public NodeMetrics() {
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(new LatencyBuckets());
    JvmMetrics.builder().register(registry.getPrometheusRegistry());
    events = new EventMeters(registry);
    traffic = new TrafficMeters(registry);
  }

  /** Where all meters are read, and others are kept. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Takes note of what happened to the node. */
  public void saw(Event event) {
    events.saw(event);
  }

  /** Takes note of what people were told. */
  public void told(EventLog.Entry event) {
    events.told(event);
  }

  /**
   * Takes note of a frame of the mesh port.
   *
   * @param direction {@code sent} or {@code received}
   * @param kind one of the messages of mesh.proto
   */
  public void frame(String direction, String kind, int sizeBytes) {
    traffic.frame(direction, kind, sizeBytes);
  }

  /**
   * Carries out what the node asks for, and takes note of it.
   *
   * @param stored the facts that the node came up with, by their places
   */
  public Effects watching(Effects effects, NodeName self, Map<String, Fact> stored) {
    return new MeteredEffects(
        effects, self, new FactCounts(registry, stored), new VoteMeters(registry), events.drift());
  }

  /** Shows what the node knows, asked at each scrape. */
  public void show(Supplier<CompletableFuture<NodeView>> view, Clock clock) {
    registry.getPrometheusRegistry().register(new ViewCollector(view, clock));
  }

  /** Shows how the machine does. */
  public void show(Machine machine) {
    machine.register(registry);
  }
}
