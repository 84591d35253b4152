package dev.linnet.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ChunkUnavailable;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transfer.SlotLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks of a real port whose disk gives one for each permit. */
final class UploadTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] CONTENT = new byte[64 * 1024];
  private static final Digest CHUNK = Digest.of(CONTENT);

  private final TestMesh mesh;
  private final Semaphore disk = new Semaphore(0);
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicInteger mostReading = new AtomicInteger();
  private final TestNode asker;
  private final TestNode other;
  private final TestNode third;
  private MeshTransport holder;

  UploadTest(@TempDir Path temp) {
    mesh = new TestMesh(temp.resolve("mesh"), "birds");
    asker = mesh.start("eu-1", "eu");
    other = mesh.start("eu-2", "eu");
    third = mesh.start("eu-3", "eu");
  }

  @BeforeEach
  void hold() {
    hold(new SlotLimits(2, 2, 100, PATIENCE, 0), () -> false);
  }

  @AfterEach
  void close() {
    disk.release(10_000);
    holder.close();
    mesh.close();
  }

  private void hold(SlotLimits uploads, BooleanSupplier answering) {
    if (holder != null) {
      holder.close();
    }
    NodeIdentity identity = mesh.identity("eu-9", "eu");
    holder =
        MeshTransport.start(
            MeshTransportConfig.of("127.0.0.1", 0, null).withUploads(uploads),
            identity,
            asker,
            this::read,
            answering);
  }

  private ChunkBytes read(Digest chunk) {
    mostReading.accumulateAndGet(reading.incrementAndGet(), Math::max);
    disk.acquireUninterruptibly();
    reading.decrementAndGet();
    return ChunkBytes.of(CONTENT);
  }

  private List<CompletableFuture<ChunkBytes>> fetch(TestNode by, int count) {
    Peer peer = new Peer(new NodeName("eu-9"), asker.identity.region(), holder.advertised());
    List<CompletableFuture<ChunkBytes>> coming = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      coming.add(by.port.fetchChunk(peer, CHUNK, CONTENT.length, DEADLINE));
    }
    return coming;
  }

  private List<CompletableFuture<ChunkBytes>> fetchByBoth(int each) {
    List<CompletableFuture<ChunkBytes>> coming = fetch(asker, each);
    coming.addAll(fetch(other, each));
    return coming;
  }

  private static void requireAll(List<CompletableFuture<ChunkBytes>> coming) throws Exception {
    for (CompletableFuture<ChunkBytes> chunk : coming) {
      assertThat(chunk.get(30, TimeUnit.SECONDS).copy()).isEqualTo(CONTENT);
    }
  }

  /** One chunk moves, one may wait: of two more who ask, one is told, of all that it asked. */
  @Test
  void whoFindsTheLineFullIsToldThatThePeerIsBusy() throws Exception {
    hold(new SlotLimits(1, 1, 1, PATIENCE, 0), () -> false);
    List<CompletableFuture<ChunkBytes>> moving = fetch(asker, 1);
    TestMesh.await("the first to be read", () -> reading.get() == 1);
    List<CompletableFuture<ChunkBytes>> one = fetch(other, 2);
    List<CompletableFuture<ChunkBytes>> two = fetch(third, 2);
    TestMesh.await("one to be told", () -> done(one) == 2 || done(two) == 2);
    List<CompletableFuture<ChunkBytes>> told = done(one) == 2 ? one : two;
    for (CompletableFuture<ChunkBytes> chunk : told) {
      assertThatThrownBy(chunk::join)
          .cause()
          .isInstanceOfSatisfying(
              ChunkUnavailable.class,
              why -> assertThat(why.failure()).isEqualTo(ChunkFailure.BUSY));
    }

    disk.release(3);
    requireAll(moving);
    requireAll(told.equals(one) ? two : one);
    assertThat(mostReading.get()).isEqualTo(1);
  }

  @Test
  void whoFloodsKeepsNobodyElseWaiting() throws Exception {
    hold(new SlotLimits(1, 1, 100, PATIENCE, 0), () -> false);
    List<CompletableFuture<ChunkBytes>> flood = fetch(asker, 60);
    TestMesh.await("the flood to be there", () -> reading.get() == 1);
    List<CompletableFuture<ChunkBytes>> few = fetch(other, 3);

    for (int given = 0; few.stream().anyMatch(chunk -> !chunk.isDone()); given++) {
      int done = given;
      disk.release();
      TestMesh.await("one more chunk to have come", () -> done(flood) + done(few) > done);
    }
    assertThat(done(flood)).isLessThan(50);
    disk.release(60);
    requireAll(few);
    requireAll(flood);
  }

  private static long done(List<CompletableFuture<ChunkBytes>> coming) {
    return coming.stream().filter(CompletableFuture::isDone).count();
  }

  @Test
  void oneAtATimeIsGivenWhileTheNodeAnswers() throws Exception {
    hold(new SlotLimits(8, 8, 100, PATIENCE, 0), () -> true);
    List<CompletableFuture<ChunkBytes>> coming = fetchByBoth(5);
    disk.release(10);
    requireAll(coming);
    assertThat(mostReading.get()).isEqualTo(1);
    assertThat(asker.sentBytes.get()).isEqualTo(10L * CONTENT.length);
  }

  @Test
  void severalAtATimeAreGivenOtherwise() throws Exception {
    List<CompletableFuture<ChunkBytes>> coming = fetchByBoth(5);
    TestMesh.await("two to be read", () -> reading.get() == 2);
    disk.release(10);
    requireAll(coming);
  }
}
