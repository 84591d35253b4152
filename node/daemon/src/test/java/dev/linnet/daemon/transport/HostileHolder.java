package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Peer;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.ChunkAsked;
import dev.linnet.proto.v1.MeshGrpc;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Has a good certificate, and answers who asks for chunks as it likes. */
final class HostileHolder implements AutoCloseable {
  private final AtomicInteger streams = new AtomicInteger();
  private final NodeIdentity identity;
  private final Netty netty;
  private final Server server;

  HostileHolder(NodeIdentity identity, BiConsumer<ChunkAsked, StreamObserver<Chunk>> answer)
      throws IOException {
    this.identity = identity;
    netty =
        new Netty(
            identity,
            "127.0.0.1",
            Runnable::run,
            new Refusals(line -> {}, System::nanoTime),
            new Revoked());
    server = netty.server(0).addService(new Holder(answer)).build().start();
  }

  private final class Holder extends MeshGrpc.MeshImplBase {
    private final BiConsumer<ChunkAsked, StreamObserver<Chunk>> answer;

    Holder(BiConsumer<ChunkAsked, StreamObserver<Chunk>> answer) {
      this.answer = answer;
    }

    @Override
    public StreamObserver<ChunkAsked> fetchChunks(StreamObserver<Chunk> responses) {
      streams.incrementAndGet();
      return new StreamObserver<>() {
        @Override
        public void onNext(ChunkAsked asked) {
          answer.accept(asked, responses);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }
  }

  Peer peer() {
    return new Peer(identity.node(), identity.region(), new Address("127.0.0.1", server.getPort()));
  }

  /** How many streams for chunks were opened to it. */
  int streams() {
    return streams.get();
  }

  @Override
  public void close() {
    server.shutdownNow();
    netty.close();
  }
}
