package dev.linnet.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ChunkUnavailable;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.proto.v1.Chunk;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChunkOrdersTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int CHUNK_BYTES = 256 * 1024;

  private final TestMesh mesh;
  private final TestNode asker;
  private final TestNode holder;
  private final byte[] content = new byte[CHUNK_BYTES];
  private final Digest chunk;

  ChunkOrdersTest(@TempDir Path temp) {
    this.mesh = new TestMesh(temp.resolve("mesh"), "birds");
    this.asker = mesh.start("eu-1", "eu");
    this.holder = mesh.start("eu-2", "eu");
    new Random(1).nextBytes(content);
    this.chunk = Digest.of(content);
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  @Test
  void aChunkComesWhole() throws Exception {
    holder.chunks.put(chunk, content);

    assertThat(fetch(holder.peer(), CHUNK_BYTES, DEADLINE).get(10, TimeUnit.SECONDS).copy())
        .isEqualTo(content);
  }

  @Test
  void manyChunksComeAtATime() throws Exception {
    Random random = new Random(2);
    List<Digest> digests = new ArrayList<>();
    for (int index = 0; index < 200; index++) {
      byte[] bytes = new byte[CHUNK_BYTES];
      random.nextBytes(bytes);
      digests.add(Digest.of(bytes));
      holder.chunks.put(Digest.of(bytes), bytes);
    }
    List<CompletableFuture<ChunkBytes>> coming =
        digests.stream()
            .map(digest -> asker.port.fetchChunk(holder.peer(), digest, CHUNK_BYTES, DEADLINE))
            .toList();
    for (int index = 0; index < digests.size(); index++) {
      assertThat(Digest.of(coming.get(index).get(10, TimeUnit.SECONDS).copy()))
          .isEqualTo(digests.get(index));
    }
  }

  @Test
  void aStuckDiskKeepsNoMessageWaiting() throws Exception {
    CountDownLatch diskWorks = new CountDownLatch(1);
    NodeName name = new NodeName("eu-4");
    TestNode hears = new TestNode(mesh.identity("eu-5", "eu"), anyPort());
    try (MeshTransport stuck =
        MeshTransport.start(
            anyPort(), mesh.identity(name.value(), "eu"), hears, digest -> read(diskWorks))) {
      Peer peer = new Peer(name, holder.identity.region(), stuck.advertised());
      List<CompletableFuture<ChunkBytes>> coming = new ArrayList<>();
      for (int count = 0; count < 16; count++) {
        coming.add(fetch(peer, CHUNK_BYTES, DEADLINE));
      }
      asker.port.send(peer, new Message.ChunksAsked(chunk));
      TestMesh.await("the message to pass", () -> !hears.heard.isEmpty());
      assertThat(coming).noneMatch(CompletableFuture::isDone);

      diskWorks.countDown();
      for (CompletableFuture<ChunkBytes> fetched : coming) {
        assertThat(fetched.get(10, TimeUnit.SECONDS).copy()).isEqualTo(content);
      }
    } finally {
      hears.abort();
    }
  }

  private @Nullable ChunkBytes read(CountDownLatch diskWorks) {
    try {
      return diskWorks.await(30, TimeUnit.SECONDS) ? ChunkBytes.of(content) : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static MeshTransportConfig anyPort() {
    return MeshTransportConfig.of("127.0.0.1", 0, null);
  }

  @Test
  void whatIsNotThereIsMissing() {
    assertThat(failure(fetch(holder.peer(), CHUNK_BYTES, DEADLINE)))
        .isEqualTo(ChunkFailure.MISSING);
  }

  @Test
  void anotherLengthIsCorrupt() {
    holder.chunks.put(chunk, content);

    assertThat(failure(fetch(holder.peer(), CHUNK_BYTES - 1, DEADLINE)))
        .isEqualTo(ChunkFailure.CORRUPT);
  }

  @Test
  void allIsAskedOnOneStreamAndAnotherFollowsOneThatEnded() throws Exception {
    AtomicInteger asks = new AtomicInteger();
    try (HostileHolder other =
        new HostileHolder(
            mesh.identity("eu-3", "eu"),
            (asked, responses) -> {
              if (asks.incrementAndGet() == 21) {
                responses.onError(Status.INTERNAL.asRuntimeException());
              } else {
                responses.onNext(given(asked.getDigest()));
              }
            })) {
      for (int count = 0; count < 20; count++) {
        fetch(other.peer(), CHUNK_BYTES, DEADLINE).get(10, TimeUnit.SECONDS).close();
      }
      assertThat(other.streams()).isEqualTo(1);
      assertThat(failure(fetch(other.peer(), CHUNK_BYTES, DEADLINE)))
          .isEqualTo(ChunkFailure.UNREACHABLE);
      fetch(other.peer(), CHUNK_BYTES, DEADLINE).get(10, TimeUnit.SECONDS).close();
      assertThat(other.streams()).isEqualTo(2);
    }
  }

  private Chunk given(ByteString digest) {
    return Chunk.newBuilder().setDigest(digest).setContent(ByteString.copyFrom(content)).build();
  }

  @Test
  void anotherChunkThanWasAskedIsCorruptAndWhatWasAskedAfterItIsLost() throws Exception {
    ByteString another = ByteString.copyFrom(Digest.of(new byte[1]).raw());
    try (HostileHolder other =
        new HostileHolder(
            mesh.identity("eu-3", "eu"), (asked, responses) -> responses.onNext(given(another)))) {
      List<CompletableFuture<ChunkBytes>> both =
          List.of(
              fetch(other.peer(), CHUNK_BYTES, DEADLINE),
              fetch(other.peer(), CHUNK_BYTES, DEADLINE));
      assertThat(failure(both.get(0))).isEqualTo(ChunkFailure.CORRUPT);
      assertThat(failure(both.get(1))).isEqualTo(ChunkFailure.UNREACHABLE);
    }
  }

  @Test
  void whoIsLateWithTheFirstIsWaitedForWithNone() throws Exception {
    try (HostileHolder other =
        new HostileHolder(mesh.identity("eu-3", "eu"), (asked, responses) -> {})) {
      CompletableFuture<ChunkBytes> first =
          fetch(other.peer(), CHUNK_BYTES, Duration.ofMillis(500));
      CompletableFuture<ChunkBytes> second = fetch(other.peer(), CHUNK_BYTES, DEADLINE);
      assertThat(failure(first)).isEqualTo(ChunkFailure.TIMED_OUT);
      assertThat(failure(second)).isEqualTo(ChunkFailure.TIMED_OUT);
    }
  }

  @Test
  void whoIsGoneIsUnreachable() {
    Peer gone = holder.peer();
    holder.abort();

    assertThat(failure(fetch(gone, CHUNK_BYTES, DEADLINE))).isEqualTo(ChunkFailure.UNREACHABLE);
  }

  @Test
  void whoNeverAnswersTimesOut() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Peer peer =
          new Peer(
              new NodeName("eu-3"),
              holder.identity.region(),
              new Address("127.0.0.1", silent.getLocalPort()));

      assertThat(failure(fetch(peer, CHUNK_BYTES, Duration.ofMillis(500))))
          .isEqualTo(ChunkFailure.TIMED_OUT);
    }
  }

  @Test
  void aChunkOfSomeoneElseThanAskedIsNotTaken() throws Exception {
    holder.chunks.put(chunk, content);
    Peer wrong = new Peer(new NodeName("eu-3"), holder.identity.region(), holder.address());

    assertThat(failure(fetch(wrong, CHUNK_BYTES, DEADLINE))).isEqualTo(ChunkFailure.UNREACHABLE);
    assertThat(asker.refused)
        .containsExactly(holder.address() + " refused: it is node eu-2, not eu-3");
  }

  private CompletableFuture<ChunkBytes> fetch(Peer from, int sizeBytes, Duration deadline) {
    return asker.port.fetchChunk(from, chunk, sizeBytes, deadline);
  }

  private static ChunkFailure failure(CompletableFuture<ChunkBytes> coming) {
    try {
      coming.orTimeout(15, TimeUnit.SECONDS).join();
      throw new AssertionError("expected a failure");
    } catch (CompletionException e) {
      if (e.getCause() instanceof ChunkUnavailable unavailable) {
        return unavailable.failure();
      }
      throw e;
    }
  }
}
