package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.ChunkAsked;
import dev.linnet.proto.v1.MeshGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * An enrolled node that asks another for one chunk after the other, which that one does not have.
 */
public final class AskingPeer implements AutoCloseable {
  private final Netty netty;
  private final ManagedChannel channel;
  private final ChunkAsked request =
      ChunkAsked.newBuilder().setDigest(ByteString.copyFrom(Digest.of(new byte[1]).raw())).build();

  public AskingPeer(NodeIdentity self, Address to) throws IOException {
    netty =
        new Netty(
            self,
            "127.0.0.1",
            Runnable::run,
            new Refusals(line -> {}, System::nanoTime),
            new Revoked());
    channel = netty.channel(to);
  }

  /** Asks once on a stream of its own, and returns when the answer is over. */
  public void ask() {
    CompletableFuture<Void> over = new CompletableFuture<>();
    ask(() -> over.complete(null));
    over.join();
  }

  /** Asks once on a stream of its own, without waiting. */
  void ask(Runnable over) {
    StreamObserver<ChunkAsked> requests =
        MeshGrpc.newStub(channel)
            .fetchChunks(
                new StreamObserver<>() {
                  @Override
                  public void onNext(Chunk chunk) {}

                  @Override
                  public void onError(Throwable failure) {
                    over.run();
                  }

                  @Override
                  public void onCompleted() {
                    over.run();
                  }
                });
    requests.onNext(request);
    requests.onCompleted();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    netty.close();
  }
}
