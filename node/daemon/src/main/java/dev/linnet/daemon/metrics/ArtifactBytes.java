package dev.linnet.daemon.metrics;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.swarm.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Bytes of chunks that came and went, by how far. From any thread. */
public final class ArtifactBytes {
  private final MeterRegistry registry;
  private final RegionName own;

  /**
   * No chunk has moved yet.
   *
   * @param own the node's region
   */
  public ArtifactBytes(MeterRegistry registry, RegionName own) {
    this.registry = registry;
    this.own = own;
  }

  /** A chunk is in the store. */
  public void received(Source from, int sizeBytes) {
    String scope = from instanceof Source.OfPeer peer ? scope(peer.peer().region()) : "origin";
    counter("received", scope).increment(sizeBytes);
  }

  /** A chunk was given to a node of a region. */
  public void sent(RegionName to, int sizeBytes) {
    counter("sent", scope(to)).increment(sizeBytes);
  }

  private String scope(RegionName region) {
    return region.equals(own) ? "region" : "wide";
  }

  private Counter counter(String direction, String scope) {
    return Counter.builder("linnet.artifact.bytes")
        .description("Bytes of model chunks moved")
        .tags("direction", direction, "scope", scope)
        .register(registry);
  }
}
