package dev.linnet.daemon.joining;

import com.google.protobuf.ByteString;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.Grant;
import dev.linnet.daemon.identity.JoinIdentity;
import dev.linnet.daemon.identity.SigningRequest;
import dev.linnet.proto.v1.AdmitRequest;
import dev.linnet.proto.v1.JoinGrpc;
import dev.linnet.proto.v1.RenewRequest;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/** One conversation with who admits devices to a mesh. */
final class JoinClient implements AutoCloseable {
  private static final long CONNECT_SECONDS = 15;
  private static final long ANSWER_SECONDS = 30;
  private static final int MAX_ANSWER_BYTES = 1024 * 1024;

  private final Address address;
  private final JoinTrust trust;
  private final ManagedChannel channel;

  /** No answer came, or none that says whether the request was granted. */
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswered(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private JoinClient(Address address, JoinTrust trust) throws SSLException {
    this.address = address;
    this.trust = trust;
    this.channel =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .proxyDetector(to -> null)
            .sslContext(
                GrpcSslContexts.configure(
                        SslContextBuilder.forClient().trustManager(trust).protocols("TLSv1.3"))
                    .build())
            .overrideAuthority(JoinIdentity.TLS_SERVER_NAME)
            .disableRetry()
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .build();
  }

  /**
   * Connects; nothing is sent before the server is known to be who it must be.
   *
   * @param authority SHA-256 of the authority's certificate
   * @throws UserError if nobody is there, or somebody else
   */
  static JoinClient connect(Address address, String mesh, Digest authority) {
    try {
      JoinClient client = new JoinClient(address, new JoinTrust(mesh, authority));
      try {
        client.awaitReady();
        return client;
      } catch (RuntimeException e) {
        client.close();
        throw e;
      }
    } catch (SSLException e) {
      throw new IllegalStateException("every platform of gRPC has TLS 1.3", e);
    }
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONNECT_SECONDS);
    ConnectivityState state = channel.getState(true);
    while (state != ConnectivityState.READY) {
      if (state == ConnectivityState.TRANSIENT_FAILURE || System.nanoTime() - deadline > 0) {
        throw notReached();
      }
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      try {
        var unused = changed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw notReached();
      }
      state = channel.getState(true);
    }
  }

  private UserError notReached() {
    String refusal = trust.refusal();
    return refusal == null
        ? new UserError(
            UserError.UNREACHABLE,
            "nobody admits devices at "
                + address
                + ": is `linnet mesh serve-join` running there, and reached from here?")
        : new UserError(
            UserError.REFUSED, "whoever answers at " + address + " is not believed: " + refusal);
  }

  Grant admit(JoinToken token, SigningRequest request) throws Unanswered {
    AdmitRequest asked =
        AdmitRequest.newBuilder()
            .setTokenId(token.id())
            .setSecret(ByteString.copyFrom(token.secret().toArray()))
            .setRequest(request.toJson())
            .build();
    return ask(join -> join.admit(asked).getGrant());
  }

  Grant renew(SigningRequest request) throws Unanswered {
    RenewRequest asked = RenewRequest.newBuilder().setRequest(request.toJson()).build();
    return ask(join -> join.renew(asked).getGrant());
  }

  private Grant ask(Function<JoinGrpc.JoinBlockingStub, String> question) throws Unanswered {
    try {
      return Grant.parse(
          question.apply(
              JoinGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)));
    } catch (StatusRuntimeException e) {
      throwIfRefused(e);
      throw new Unanswered("no grant came from " + address + " (" + said(e) + ")", e);
    } catch (IllegalArgumentException e) {
      throw new Unanswered("the grant from " + address + " is malformed: " + e.getMessage(), e);
    }
  }

  private static void throwIfRefused(StatusRuntimeException failure) {
    switch (failure.getStatus().getCode()) {
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          throw new UserError(
              UserError.REFUSED, "the authority refuses: " + said(failure), failure);
      case INVALID_ARGUMENT, RESOURCE_EXHAUSTED ->
          throw new UserError(UserError.FAILED, "the authority refuses: " + said(failure), failure);
      default -> {}
    }
  }

  private static String said(StatusRuntimeException failure) {
    Status status = failure.getStatus();
    return Objects.toString(status.getDescription(), status.getCode().name());
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
