package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.Causes;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.access.BearerToken;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.proto.v1.OperatorGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The gRPC API of one node. Every failure is a {@link UserError} that says what to do. */
final class NodeClient implements AutoCloseable {
  /** How gRPC words a connection that broke without an exception, as when its node ends. */
  private static final List<String> LOST_CONNECTION =
      List.of(
          "Network closed",
          "Connection closed",
          "End of stream",
          "Unable to resolve host",
          "Keepalive failed",
          "Abrupt GOAWAY",
          "RST_STREAM closed stream");

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final long CALL_MILLIS = 30_000;
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  /**
   * How it is noticed, while a call waits, that the node's machine is gone without a word.
   *
   * @param silence after which the node is asked whether it is there
   * @param patience for its answer
   */
  record Keepalive(Duration silence, Duration patience) {
    /** A node lets nobody ask more often: that is gRPC's limit where none is set. */
    static final Keepalive USUAL = new Keepalive(Duration.ofMinutes(5), Duration.ofSeconds(20));
  }

  private final Address address;
  private final @Nullable ServerTrust trust;
  private final @Nullable BearerToken token;
  private final ManagedChannel channel;
  private volatile boolean answered;

  /**
   * A connection that comes with the first call.
   *
   * @param trust who is believed; null for no TLS
   * @param token what is shown; null for nothing
   */
  NodeClient(Address address, @Nullable ServerTrust trust, @Nullable BearerToken token) {
    this(address, trust, token, Keepalive.USUAL);
  }

  NodeClient(
      Address address,
      @Nullable ServerTrust trust,
      @Nullable BearerToken token,
      Keepalive keepalive) {
    this.address = address;
    this.trust = trust;
    this.token = token;
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .keepAliveTime(keepalive.silence().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(keepalive.patience().toMillis(), TimeUnit.MILLISECONDS);
    if (trust == null) {
      builder.usePlaintext();
    } else {
      secure(builder, trust);
    }
    if (token != null) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, token.header());
      builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    this.channel = builder.build();
  }

  private static void secure(NettyChannelBuilder builder, ServerTrust trust) {
    try {
      builder.sslContext(
          GrpcSslContexts.configure(
                  SslContextBuilder.forClient().trustManager(trust).protocols("TLSv1.3"))
              .build());
    } catch (SSLException e) {
      throw new IllegalStateException("every platform of gRPC has TLS 1.3", e);
    }
    if (trust.isOfMesh()) {
      builder.overrideAuthority(NodeIdentity.TLS_SERVER_NAME);
    } else if (!trust.name().isEmpty()) {
      builder.overrideAuthority(trust.name());
    }
  }

  Channel channel() {
    return channel;
  }

  Address address() {
    return address;
  }

  /** Whether the node answered once, so that the address is one of a node. */
  boolean hasAnswered() {
    return answered;
  }

  /** Lets the next call try to connect, however short ago an attempt failed. */
  void dialAgain() {
    channel.resetConnectBackoff();
  }

  /** Asks once and waits for the answer. */
  <T> T ask(Function<OperatorGrpc.OperatorBlockingStub, T> question) {
    return ask(CALL_MILLIS, question);
  }

  /** Asks once and waits for the answer, while there is time. */
  <T> T ask(Countdown time, Function<OperatorGrpc.OperatorBlockingStub, T> question) {
    return ask(Math.min(CALL_MILLIS, time.millisLeft()), question);
  }

  private <T> T ask(long millis, Function<OperatorGrpc.OperatorBlockingStub, T> question) {
    T answer =
        mapped(
            () ->
                question.apply(
                    OperatorGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(millis, TimeUnit.MILLISECONDS)));
    answered = true;
    return answer;
  }

  /** Asks for a stream; it ends when the node ends it. */
  <T> Iterator<T> stream(Function<OperatorGrpc.OperatorBlockingStub, Iterator<T>> question) {
    return stream(new Countdown(0), question);
  }

  /** Asks for a stream; it ends when the node ends it, or fails when the time is over. */
  <T> Iterator<T> stream(
      Countdown time, Function<OperatorGrpc.OperatorBlockingStub, Iterator<T>> question) {
    OperatorGrpc.OperatorBlockingStub stub = OperatorGrpc.newBlockingStub(channel);
    Iterator<T> answers =
        mapped(
            () ->
                question.apply(
                    time.isEndless()
                        ? stub
                        : stub.withDeadlineAfter(time.millisLeft(), TimeUnit.MILLISECONDS)));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return mapped(answers::hasNext);
      }

      @Override
      public T next() {
        return mapped(answers::next);
      }
    };
  }

  /** Runs a call and explains its failure. */
  <T> T mapped(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw explained(e.getStatus(), e);
    }
  }

  UserError explained(Status status, Throwable cause) {
    String description = Objects.toString(status.getDescription(), status.getCode().name());
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED ->
          saidByNode(status)
              ? new UserError(UserError.FAILED, description, cause)
              : unreached(status, cause);
      case DEADLINE_EXCEEDED ->
          new UserError(
              UserError.UNREACHABLE, "the node at " + address + " did not answer in time", cause);
      case PERMISSION_DENIED -> new UserError(UserError.REFUSED, description, cause);
      case UNAUTHENTICATED ->
          new UserError(
              UserError.REFUSED,
              token == null
                  ? "the node at "
                      + address
                      + " asks for a token: --token-file FILE, with what `linnet node token create`"
                      + " printed there"
                  : "the node at " + address + " refuses " + token + ": " + description,
              cause);
      case UNIMPLEMENTED ->
          new UserError(
              UserError.FAILED,
              "the node at " + address + " does not know this request; is it of another version?",
              cause);
      default -> new UserError(UserError.FAILED, description, cause);
    };
  }

  /** Why there is no connection, as far as it can be known. */
  private UserError unreached(Status status, Throwable cause) {
    String refusal = trust == null ? null : trust.refusal();
    if (refusal != null) {
      return new UserError(
          UserError.REFUSED, "who answers at " + address + " is not believed: " + refusal, cause);
    }
    if (trust == null && !answered && TlsProbe.speaksTls(address)) {
      return new UserError(
          UserError.UNREACHABLE,
          "the node at "
              + address
              + " speaks TLS: name the authority of its certificate with --api-ca FILE",
          cause);
    }
    if (trust != null && Causes.find(NotSslRecordException.class, status.getCause()).isPresent()) {
      return new UserError(
          UserError.UNREACHABLE,
          "who answers at " + address + " does not speak TLS: leave --api-ca out",
          cause);
    }
    return new UserError(
        UserError.UNREACHABLE,
        "no node answers at "
            + address
            + ": is `linnet node run` running there? use --api HOST:PORT",
        cause);
  }

  /** A status that came over the wire has words of the node and no cause on this side. */
  private static boolean saidByNode(Status status) {
    String description = status.getDescription();
    return description != null
        && status.getCause() == null
        && LOST_CONNECTION.stream().noneMatch(description::startsWith);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
