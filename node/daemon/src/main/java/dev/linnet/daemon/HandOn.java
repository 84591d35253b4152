package dev.linnet.daemon;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.Executor;

/** Hands what comes for a call on to other threads, one after the other. */
final class HandOn implements ServerInterceptor {
  private final Executor threads;

  HandOn(Executor threads) {
    this.threads = threads;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    Executor inOrder = MoreExecutors.newSequentialExecutor(threads);
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(A message) {
        inOrder.execute(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        inOrder.execute(super::onHalfClose);
      }

      @Override
      public void onCancel() {
        inOrder.execute(super::onCancel);
      }

      @Override
      public void onComplete() {
        inOrder.execute(super::onComplete);
      }

      @Override
      public void onReady() {
        inOrder.execute(super::onReady);
      }
    };
  }
}
