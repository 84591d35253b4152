package dev.linnet.daemon.inference;

import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RequestMemory;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * An inference as it comes over gRPC: takes memory for each piece that gRPC keeps until the message
 * is whole, and refuses the call as soon as there is no more. What was taken goes back once the
 * answer has left and nobody works on the request. Used on the call's thread of the network alone.
 *
 * <p>The pieces lie outside the heap, in buffers that hold other requests' too and end with the
 * last of them. So messages that are not whole take besides from an amount of their own, which has
 * room for little more than the largest.
 */
final class Arriving extends ServerStreamTracer {
  private static final String INFER =
      GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName();
  private static final Context.Key<Arriving> KEY = Context.key("arriving");

  /** What it takes to keep a piece besides its bytes: a client may send one at a time. */
  private static final int PIECE_BYTES = 256;

  private final ModelServer server;
  private final RequestMemory.Held memory;
  private final RequestMemory.Held pieces;
  private @Nullable ServerCall<?, ?> call;
  private long inPieces;
  private boolean refused;

  private Arriving(ModelServer server, RequestMemory pieces) {
    this.server = server;
    this.memory = server.memory().hold();
    this.pieces = pieces.hold();
  }

  /** For the server whose inferences {@link #watched} handles. */
  static ServerStreamTracer.Factory tracers(ModelServer server) {
    int largest = server.memory().mostOfOne();
    RequestMemory pieces = new RequestMemory(largest + largest / 16);
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return method.equals(INFER) ? new Arriving(server, pieces) : new ServerStreamTracer() {};
      }
    };
  }

  /** The one whose message is being read or dealt with; null if no call is. */
  static @Nullable Arriving current() {
    return KEY.get();
  }

  /** The same, but that a refused call is over, whatever still comes for it. */
  static <Q, R> ServerCallHandler<Q, R> watched(ServerCallHandler<Q, R> handler) {
    return (call, headers) -> {
      Arriving arriving = current();
      if (arriving == null) {
        throw new IllegalStateException("the server lacks these tracers");
      }
      arriving.call = call;
      return new SimpleForwardingServerCallListener<>(handler.startCall(call, headers)) {
        @Override
        public void onMessage(Q message) {
          if (!arriving.refused) {
            super.onMessage(message);
          }
        }

        @Override
        public void onHalfClose() {
          if (!arriving.refused) {
            super.onHalfClose();
          }
        }
      };
    };
  }

  RequestMemory.Held memory() {
    return memory;
  }

  /** Ends the call for want of memory. */
  void refuse(InferenceException e) {
    if (!refused) {
      server.refused("", e);
      end(status(e));
    }
  }

  /** Ends the call, before it gets to whoever would deal with it. */
  void end(Status status) {
    if (!refused && call != null) {
      refused = true;
      call.close(status, new Metadata());
    }
  }

  static Status status(InferenceException e) {
    return Status.fromCodeValue(e.status().grpcCode()).withDescription(e.getMessage());
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  @Override
  public void inboundWireSize(long bytes) {
    if (refused) {
      return;
    }
    try {
      memory.take(bytes + PIECE_BYTES);
      pieces.take(bytes + PIECE_BYTES);
      inPieces += bytes + PIECE_BYTES;
    } catch (InferenceException e) {
      refuse(e);
    }
  }

  @Override
  public void inboundMessageRead(int number, long wireBytes, long bytes) {
    pieces.giveBack(inPieces);
    inPieces = 0;
  }

  @Override
  public void streamClosed(Status status) {
    pieces.close();
    memory.close();
  }
}
