package dev.linnet.daemon.dashboard;

import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.proto.v1.OperatorGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * The operator's calls, asked from within the process: what a browser sees is what {@code linnet -o
 * json} prints.
 */
final class OperatorDocuments {
  private static final long PATIENCE_SECONDS = 10;

  private final OperatorGrpc.AsyncService calls;

  OperatorDocuments(OperatorGrpc.AsyncService calls) {
    this.calls = calls;
  }

  /**
   * Asks and waits.
   *
   * @throws io.grpc.StatusRuntimeException as the call does, and UNAVAILABLE if it takes too long
   */
  String ask(BiConsumer<OperatorGrpc.AsyncService, StreamObserver<JsonDocument>> call) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    call.accept(calls, new First(answer));
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e.getCause()).asRuntimeException();
    } catch (TimeoutException e) {
      throw Status.UNAVAILABLE
          .withDescription("the node did not answer within " + PATIENCE_SECONDS + " s")
          .asRuntimeException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.UNAVAILABLE.withDescription("the node is closing").asRuntimeException();
    }
  }

  /** Takes the one document of a call. */
  private record First(CompletableFuture<String> answer) implements StreamObserver<JsonDocument> {
    @Override
    public void onNext(JsonDocument document) {
      answer.complete(document.getJson());
    }

    @Override
    public void onError(Throwable problem) {
      answer.completeExceptionally(problem);
    }

    @Override
    public void onCompleted() {}
  }
}
