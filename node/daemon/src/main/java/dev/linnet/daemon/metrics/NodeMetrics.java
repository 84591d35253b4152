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
  private final MembershipMeters membership;
  private final TrafficMeters traffic;
  private final FactCounts facts;
  private final GossipMeters gossip;
  private final FetchTimes fetches;

  /** Meters of a node that has just begun. */
  public NodeMetrics() {
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(new Buckets());
    JvmMetrics.builder().register(registry.getPrometheusRegistry());
    events = new EventMeters(registry);
    membership = new MembershipMeters(registry);
    traffic = new TrafficMeters(registry);
    facts = new FactCounts(registry);
    gossip = new GossipMeters(registry, facts);
    fetches = new FetchTimes(registry, System::nanoTime);
  }

  /** Where all meters are read, and others are kept. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Takes note of what happened to the node, before it deals with it. */
  public void saw(Event event) {
    events.saw(event);
    membership.saw(event);
    gossip.saw(event);
    fetches.saw(event);
  }

  /** The node has dealt with what happened last. */
  public void dealtWith() {
    gossip.dealtWith();
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

  /** Takes note of a ping that was answered. */
  public void roundTrip(long nanos) {
    membership.roundTrip(nanos);
  }

  /**
   * Carries out what the node asks for, and takes note of it. Shows what the node knows too, asked
   * at each scrape.
   *
   * @param stored the facts that the node came up with, by their places
   * @param view what the node knows once it has dealt with what came before
   */
  public Effects watching(
      Effects effects,
      NodeName self,
      Map<String, Fact> stored,
      Supplier<CompletableFuture<NodeView>> view,
      Clock clock) {
    stored.forEach(facts::kept);
    RolloutTimes rollouts = new RolloutTimes(registry, clock);
    Supplier<CompletableFuture<NodeView>> looking =
        () ->
            view.get()
                .thenApply(
                    seen -> {
                      rollouts.look(seen);
                      return seen;
                    });
    registry.getPrometheusRegistry().register(new ViewCollector(looking, clock));
    return new MeteredEffects(
        effects, looking, facts, new VoteMeters(registry, self), events.drift(), gossip, fetches);
  }

  /** Shows how the machine does. */
  public void show(Machine machine) {
    machine.register(registry);
  }
}
