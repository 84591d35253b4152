package dev.linnet.daemon.metrics;

import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.transport.MeshTransport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The node's machine and place in the mesh: disk, clock, certificates, connections.
 *
 * @param version of this program
 * @param revision of its sources
 * @param identity with the certificate that the node shows now
 * @param owners the certificate that the API shows now, if it is not the node's
 * @param data the directory whose size counts
 */
public record Machine(
    String version,
    String revision,
    Supplier<NodeIdentity> identity,
    Supplier<Optional<X509Certificate>> owners,
    Path data,
    Store store,
    MeshTransport transport,
    Clock clock) {

  void register(MeterRegistry registry) {
    Gauge.builder("linnet.build.info", () -> 1)
        .description("The program that runs, and where: always 1")
        .tags(
            "version",
            version,
            "revision",
            revision,
            "java",
            Runtime.version().toString(),
            "node",
            identity.get().node().value(),
            "region",
            identity.get().region().value())
        .register(registry);
    Gauge.builder("linnet.time", () -> clock.millis() / 1e3)
        .description("The node's clock, against which Prometheus can hold its own")
        .baseUnit("seconds")
        .register(registry);
    expiry(registry, "node", () -> identity.get().certificate());
    expiry(registry, "authority", () -> identity.get().authority());
    owners.get().ifPresent(first -> expiry(registry, "api", () -> owners.get().orElse(first)));
    room(registry);
    traffic(registry);
  }

  private void expiry(MeterRegistry registry, String whose, Supplier<X509Certificate> certificate) {
    Gauge.builder(
            "linnet.certificate.expiry.timestamp",
            () -> TimeUnit.MILLISECONDS.toSeconds(certificate.get().getNotAfter().getTime()))
        .description("When a certificate expires, in Unix time")
        .baseUnit("seconds")
        .tag("certificate", whose)
        .register(registry);
  }

  private void room(MeterRegistry registry) {
    Gauge.builder("linnet.store", () -> sizeBytes(data))
        .description("Size of the node's data directory")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("linnet.disk.size", () -> store.room().diskBytes())
        .description("Size of the disk under the data directory")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("linnet.disk.free", () -> store.room().freeBytes())
        .description("What is free on the disk under the data directory")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("linnet.disk.reserved", () -> store.room().reservedBytes())
        .description("What models may not take of the disk, so that votes find room")
        .baseUnit("bytes")
        .register(registry);
  }

  private void traffic(MeterRegistry registry) {
    Gauge.builder("linnet.mesh.sessions", transport, MeshTransport::sessions)
        .description("Nodes that this one is connected with")
        .register(registry);
    Gauge.builder("linnet.gossip.queue.length", transport, MeshTransport::queued)
        .description("Messages on the mesh port that wait to be written to peers")
        .register(registry);
    lost(registry, "queue_full", () -> transport.losses().droppedSends());
    lost(registry, "malformed", () -> transport.losses().malformedFrames());
    FunctionCounter.builder("linnet.mesh.refusals", transport, it -> it.losses().refusals())
        .description("Connections that were turned away, by this node or by others")
        .register(registry);
  }

  private void lost(MeterRegistry registry, String reason, LongSupplier howMany) {
    FunctionCounter.builder("linnet.gossip.lost", howMany, it -> it.getAsLong())
        .description("Messages on the mesh port that were thrown away")
        .tag("reason", reason)
        .register(registry);
  }

  /** Files come and go meanwhile; what is gone has no size. */
  private static long sizeBytes(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
