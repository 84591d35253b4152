package dev.linnet.daemon.transport;

import io.scalecube.cluster.transport.api.Message;
import io.scalecube.cluster.transport.api.Transport;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Carries messages between ScaleCube's members in one process, each after a millisecond. */
final class VirtualNetwork {
  private static final int DELAY_MILLIS = 1;

  private final Scheduler.Worker worker;
  private final Map<String, Port> ports = new TreeMap<>();
  private final Set<String> dead = new TreeSet<>();

  VirtualNetwork(Scheduler scheduler) {
    this.worker = scheduler.createWorker();
  }

  Transport at(String address) {
    Port port = new Port(address);
    ports.put(address, port);
    return port;
  }

  /** From now on nothing goes from there or to there. */
  void crash(String address) {
    dead.add(address);
  }

  private void carry(String from, String to, Message message) {
    if (dead.contains(from)) {
      return;
    }
    worker.schedule(
        () -> {
          Port port = ports.get(to);
          if (port != null && !dead.contains(to)) {
            port.received.tryEmitNext(message);
          }
        },
        DELAY_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private final class Port implements Transport {
    private final String address;
    private final Sinks.Many<Message> received =
        Sinks.unsafe().many().multicast().directBestEffort();
    private boolean stopped;

    Port(String address) {
      this.address = address;
    }

    @Override
    public String address() {
      return address;
    }

    @Override
    public Mono<Transport> start() {
      return Mono.just(this);
    }

    @Override
    public Mono<Void> stop() {
      return Mono.fromRunnable(() -> stopped = true);
    }

    @Override
    public boolean isStopped() {
      return stopped;
    }

    @Override
    public Mono<Void> send(String to, Message message) {
      return Mono.fromRunnable(() -> carry(address, to, message));
    }

    @Override
    public Mono<Message> requestResponse(String to, Message request) {
      return Mono.defer(
          () -> {
            carry(address, to, request);
            return received
                .asFlux()
                .filter(answer -> request.correlationId().equals(answer.correlationId()))
                .next();
          });
    }

    @Override
    public Flux<Message> listen() {
      return received.asFlux();
    }
  }
}
