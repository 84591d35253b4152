package dev.linnet.daemon.transport;

import dev.linnet.daemon.identity.SpiffeId;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** Puts who called, by certificate, and from where beside each call; lets no call in without. */
final class CallerInterceptor implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    SSLSession tls = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    Optional<SpiffeId> caller = tls == null ? Optional.empty() : MeshTrust.peer(tls);
    if (caller.isEmpty()) {
      call.close(Status.UNAUTHENTICATED.withDescription("no node's certificate"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(
        Context.current()
            .withValue(MeshService.CALLER, caller.get())
            .withValue(MeshService.CALLER_HOST, Netty.host(call.getAttributes())),
        call,
        headers,
        next);
  }
}
