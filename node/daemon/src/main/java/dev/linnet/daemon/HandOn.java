package dev.linnet.daemon;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what comes for a call on to other threads, one after the other. */
final class HandOn implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(HandOn.class);

  private final Executor threads;

  HandOn(Executor threads) {
    this.threads = threads;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    return new Handing<>(call, next.startCall(call, headers), threads);
  }

  /** gRPC tells a listener one thing at a time. */
  private static final class Handing<A> extends ServerCall.Listener<A> {
    private final ServerCall<A, ?> call;
    private final ServerCall.Listener<A> listener;
    private final Executor threads;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    Handing(ServerCall<A, ?> call, ServerCall.Listener<A> listener, Executor threads) {
      this.call = call;
      this.listener = listener;
      this.threads = threads;
    }

    private void then(Runnable event) {
      last = last.thenRunAsync(() -> carryOut(event), threads);
    }

    /** As gRPC itself does on its own threads, a failure ends the call. */
    private void carryOut(Runnable event) {
      try {
        event.run();
      } catch (Throwable e) {
        LOG.error("{} failed", call.getMethodDescriptor().getFullMethodName(), e);
        call.close(Status.UNKNOWN.withDescription("see the node's log"), new Metadata());
      }
    }

    @Override
    public void onMessage(A message) {
      then(() -> listener.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      then(listener::onHalfClose);
    }

    @Override
    public void onCancel() {
      then(listener::onCancel);
    }

    @Override
    public void onComplete() {
      then(listener::onComplete);
    }

    @Override
    public void onReady() {
      then(listener::onReady);
    }
  }
}
