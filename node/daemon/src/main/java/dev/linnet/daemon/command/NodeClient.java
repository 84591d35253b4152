package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
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
  /** Exit code of a time that ran out while watching. */
  static final int TIMED_OUT = 5;

  /** How gRPC words a connection that broke without an exception. */
  private static final List<String> LOST_CONNECTION =
      List.of("Network closed", "Connection closed", "End of stream", "Unable to resolve host");

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final int MAX_CAUSES = 16;
  private static final long CALL_SECONDS = 30;
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final Address address;
  private final @Nullable ServerTrust trust;
  private final @Nullable BearerToken token;
  private final ManagedChannel channel;

  /**
   * A connection that comes with the first call.
   *
   * @param trust who is believed; null for no TLS
   * @param token what is shown; null for nothing
   */
  NodeClient(Address address, @Nullable ServerTrust trust, @Nullable BearerToken token) {
    this.address = address;
    this.trust = trust;
    this.token = token;
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .maxInboundMessageSize(MAX_ANSWER_BYTES);
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

  /** Asks once and waits for the answer. */
  <T> T ask(Function<OperatorGrpc.OperatorBlockingStub, T> question) {
    return mapped(
        () ->
            question.apply(
                OperatorGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)));
  }

  /** Asks for a stream; it ends when the node ends it, or after {@code seconds} if not 0. */
  <T> Iterator<T> stream(
      long seconds, Function<OperatorGrpc.OperatorBlockingStub, Iterator<T>> question) {
    OperatorGrpc.OperatorBlockingStub stub = OperatorGrpc.newBlockingStub(channel);
    Iterator<T> answers =
        mapped(
            () ->
                question.apply(
                    seconds == 0 ? stub : stub.withDeadlineAfter(seconds, TimeUnit.SECONDS)));
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
      case UNAVAILABLE ->
          saidByNode(status)
              ? new UserError(UserError.FAILED, description, cause)
              : unreached(status, cause);
      case DEADLINE_EXCEEDED ->
          new UserError(TIMED_OUT, "the node at " + address + " did not answer in time", cause);
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
    if (trust == null && TlsProbe.speaksTls(address)) {
      return new UserError(
          UserError.UNREACHABLE,
          "the node at "
              + address
              + " speaks TLS: name the authority of its certificate with --api-ca FILE",
          cause);
    }
    if (trust != null && failedBy(NotSslRecordException.class, status.getCause())) {
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

  private static boolean failedBy(Class<?> type, @Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
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
