package dev.linnet.daemon.joining;

import com.google.protobuf.ByteString;
import dev.linnet.daemon.identity.JoinIdentity;
import dev.linnet.proto.v1.AdmitRequest;
import dev.linnet.proto.v1.JoinGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.util.concurrent.TimeUnit;

/** Sends what no device of ours would. */
final class RawJoin implements AutoCloseable {
  private final JoinToken token;
  private final ManagedChannel channel;

  RawJoin(JoinToken token) throws Exception {
    this.token = token;
    this.channel =
        NettyChannelBuilder.forAddress(token.address().host(), token.address().port())
            .sslContext(
                GrpcSslContexts.configure(
                        SslContextBuilder.forClient()
                            .trustManager(new JoinTrust(token.mesh(), token.authority())))
                    .build())
            .overrideAuthority(JoinIdentity.TLS_SERVER_NAME)
            .build();
  }

  /** The code and the words of what came back. */
  String admit(String request) {
    AdmitRequest asked =
        AdmitRequest.newBuilder()
            .setTokenId(token.id())
            .setSecret(ByteString.copyFrom(token.secret().toArray()))
            .setRequest(request)
            .build();
    try {
      return JoinGrpc.newBlockingStub(channel)
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .admit(asked)
          .getGrant();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() + ": " + e.getStatus().getDescription();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
