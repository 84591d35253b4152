package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Peer;
import dev.linnet.daemon.Later;
import dev.linnet.proto.v1.Membership;
import io.scalecube.cluster.transport.api.Message;
import io.scalecube.cluster.transport.api.Transport;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * ScaleCube's way out, over the sessions of the mesh port. Sending fails at once if the frame finds
 * no place in a queue, and never waits for an answer.
 *
 * <p>What comes in is believed only as far as the certificate reaches: the sender's address must be
 * the one it greeted with, an answer about a member's metadata must come from the node of that name
 * (so nobody invents members), and gossip must have been started by a member or the sender (so
 * nobody fills ScaleCube's table of origins).
 */
final class MembershipTransport implements Transport {
  private static final int MAX_WAITING_MESSAGES = 4096;

  private final String address;
  private final MembershipCodec codec;
  private final Carrier carrier;
  private final Predicate<String> isMember;
  private final LongConsumer roundTrips;
  private final GossipGathering gossips;
  private final Sinks.Many<Received> received = Sinks.many().multicast().directBestEffort();
  private volatile boolean stopped;

  /** Takes a frame to an address: {@code HOST:PORT}, or the symbolic seed. */
  interface Carrier {
    /** False if the frame was dropped. */
    boolean send(String address, Membership frame);
  }

  private record Received(Peer from, Message message) {}

  /**
   * A way out for one member.
   *
   * @param roundTrips told how many nanoseconds each ping took that was answered
   */
  MembershipTransport(
      String address,
      MembershipCodec codec,
      Carrier carrier,
      Predicate<String> isMember,
      LongConsumer roundTrips,
      Later later) {
    this.address = address;
    this.codec = codec;
    this.carrier = carrier;
    this.isMember = isMember;
    this.roundTrips = roundTrips;
    this.gossips = new GossipGathering(later, this::sendTogether);
  }

  /**
   * Takes a frame in. Gossip of a node that is no member here is passed over: a liar invents
   * origins without end, and of an honest newcomer the next synchronisation tells.
   *
   * @throws IllegalArgumentException if it is not well formed or not the sender's to say
   */
  void onFrame(Peer from, Membership frame) {
    MembershipCodec.Decoded decoded = codec.decode(frame);
    if (!from.address().toString().equals(decoded.message().sender())) {
      throw new IllegalArgumentException("membership: the sender is not " + from.address());
    }
    Predicate<String> isKnown =
        origin -> origin.equals(from.node().value()) || isMember.test(origin);
    Optional<Message> heard =
        decoded.gossipOrigins().stream().allMatch(isKnown)
            ? Optional.of(decoded.message())
            : GossipRequests.startedBy(isKnown, decoded.message());
    heard.ifPresent(message -> emit(new Received(from, message)));
  }

  private synchronized void emit(Received message) {
    if (!stopped) {
      received.tryEmitNext(message);
    }
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
  public synchronized Mono<Void> stop() {
    if (!stopped) {
      stopped = true;
      received.tryEmitComplete();
    }
    return Mono.empty();
  }

  @Override
  public boolean isStopped() {
    return stopped;
  }

  @Override
  public Mono<Void> send(String to, Message message) {
    return Mono.fromRunnable(
        () -> {
          if (GossipRequests.is(message)) {
            gossips.add(to, message);
          } else {
            sendNow(to, codec.encode(message));
          }
        });
  }

  private void sendTogether(String to, List<Message> requests) {
    if (!stopped) {
      // What finds no place is lost as on a bad line: other members have the gossip too.
      boolean unused = carrier.send(to, codec.encode(GossipRequests.together(requests)).frame());
    }
  }

  private void sendNow(String to, MembershipCodec.Encoded encoded) {
    if (stopped || !carrier.send(to, encoded.frame())) {
      throw new NotSent(to);
    }
  }

  @Override
  public Mono<Message> requestResponse(String to, Message request) {
    return Mono.defer(
        () -> {
          MembershipCodec.Encoded encoded = codec.encode(request);
          String id = request.correlationId();
          String answer = MembershipCodec.ANSWERS.get(request.qualifier());
          boolean ping = request.qualifier().equals(MembershipCodec.PING);
          long sentNanos = System.nanoTime();
          return Mono.create(
              sink -> {
                sink.onDispose(
                    inbound()
                        .filter(reply -> isAnswer(reply, id, answer, encoded.target()))
                        .next()
                        .subscribe(
                            reply -> {
                              if (ping) {
                                roundTrips.accept(System.nanoTime() - sentNanos);
                              }
                              sink.success(reply.message());
                            },
                            sink::error,
                            sink::success));
                try {
                  sendNow(to, encoded);
                } catch (NotSent e) {
                  sink.error(e);
                }
              });
        });
  }

  private static boolean isAnswer(
      Received reply, String id, @Nullable String answer, @Nullable String target) {
    return id.equals(reply.message().correlationId())
        && reply.message().qualifier().equals(answer)
        && (target == null || target.equals(reply.from().node().value()));
  }

  @Override
  public Flux<Message> listen() {
    return inbound().map(Received::message);
  }

  private Flux<Received> inbound() {
    return received
        .asFlux()
        .onBackpressureBuffer(
            MAX_WAITING_MESSAGES, dropped -> {}, BufferOverflowStrategy.DROP_LATEST);
  }

  /** A frame found no place; ScaleCube treats it as lost, so it needs no stack trace. */
  private static final class NotSent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSent(String to) {
      super("membership: nothing sent to " + to, null, false, false);
    }
  }
}
