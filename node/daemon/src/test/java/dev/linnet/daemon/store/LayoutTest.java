package dev.linnet.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.store.Models.Model;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.testmesh.SmallDisk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
  private static final long PATIENCE_SECONDS = 30;

  private final Model model = Models.model(1, 4, 10_000);
  private final Model other = Models.model(2, 4, 10_000);
  private final Path dir;
  private final DiskRoom room;
  private final Layout layout;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  LayoutTest(@TempDir Path dir) throws IOException {
    this.dir = dir;
    this.room = new DiskRoom(dir, 0);
    this.layout = new Layout(dir.resolve("models"), room);
    layout.removeParts();
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /**
   * A disk that gives the chunks of a model, and stands still before the first until it is told.
   */
  private static final class SlowDisk {
    private final Model model;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();

    SlowDisk(Model model) {
      this.model = model;
    }

    Optional<Path> layOut(Layout layout) throws Exception {
      return layout.write(model.manifest(), this::read);
    }

    private ChunkBytes read(Digest digest) {
      reads.incrementAndGet();
      asked.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return ChunkBytes.of(model.bytes(digest));
    }

    void awaitAsked() throws InterruptedException {
      assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Store storeOverIt() throws Exception {
    NativeLibrary.load(dir.resolve("native"));
    DirectoryLock lock = DirectoryLock.take(dir);
    Database database = new Database(dir.resolve("store"));
    return new Store(
        lock, database, new Chunks(database, room), layout, room, new Grace(Duration.ZERO));
  }

  private static <T> T get(Future<T> coming) throws Exception {
    return coming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void noCommitWaitsForALayoutThatACollectionMeets() throws Exception {
    SlowDisk disk = new SlowDisk(model);
    try (Store store = storeOverIt()) {
      Future<Optional<Path>> laidOut = threads.submit(() -> disk.layOut(layout));
      disk.awaitAsked();
      get(threads.submit(store::collectGarbage));
      Changes changes = new Changes();
      changes.putFact("vote", new byte[10]);
      get(threads.submit(() -> store.commit(changes)));
      disk.goOn.countDown();

      assertThat(get(laidOut).orElseThrow().resolve("weights/w.bin")).hasSize(40_000);
      store.collectGarbage();
      assertThat(dir.resolve("models")).isEmptyDirectory();
    }
  }

  @Test
  void noModelWaitsForAnother() throws Exception {
    SlowDisk disk = new SlowDisk(model);
    Future<Optional<Path>> slow = threads.submit(() -> disk.layOut(layout));
    disk.awaitAsked();
    SlowDisk quick = new SlowDisk(other);
    quick.goOn.countDown();
    assertThat(get(threads.submit(() -> quick.layOut(layout)))).isPresent();
    assertThat(slow).isNotDone();
    disk.goOn.countDown();
    assertThat(get(slow)).isPresent();
  }

  @Test
  void oneModelIsLaidOutOnce() throws Exception {
    SlowDisk disk = new SlowDisk(model);
    Future<Optional<Path>> first = threads.submit(() -> disk.layOut(layout));
    disk.awaitAsked();
    Future<Optional<Path>> second = threads.submit(() -> disk.layOut(layout));
    disk.goOn.countDown();
    assertThat(get(first)).isPresent().isEqualTo(get(second));
    assertThat(disk.reads).hasValue(model.chunks().size());
  }

  @Test
  void whoWaitsForALayoutCanBeInterrupted() throws Exception {
    SlowDisk disk = new SlowDisk(model);
    Future<Optional<Path>> first = threads.submit(() -> disk.layOut(layout));
    disk.awaitAsked();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> disk.layOut(layout)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    disk.goOn.countDown();
    assertThat(get(first)).isPresent();
  }

  /** What Linux has for regular files of 4 KiB, there to be written alone. */
  @Test
  void fileThatCannotBeReadIsLaidOutAnew() throws Exception {
    Path unreadable = Path.of("/sys/bus/cpu/uevent");
    assumeTrue(Files.isRegularFile(unreadable), "skipped: there is no " + unreadable);
    Model read = Models.model(3, "weights/uevent", 1, (int) Files.size(unreadable));
    Path directory = dir.resolve("models").resolve(read.manifest().digest().hex());
    Files.createDirectories(directory);
    Files.createSymbolicLink(directory.resolve("weights"), unreadable.getParent());
    Files.write(
        directory.resolve("model.onnx"),
        read.bytes(read.manifest().files().get(0).chunks().get(0).digest()));
    assertThatThrownBy(() -> Files.readAllBytes(directory.resolve("weights/uevent")))
        .isInstanceOf(IOException.class);

    assertThat(layout.write(read.manifest(), digest -> ChunkBytes.of(read.bytes(digest))))
        .hasValue(directory);
    assertThat(directory.resolve("weights/uevent"))
        .hasBinaryContent(read.bytes(read.manifest().files().get(1).chunks().get(0).digest()));
  }

  /** Something else takes 40 MiB of a disk of 64 when a model of 20 has begun to be laid out. */
  @Test
  void whatIsKeptForFactsStaysThoughTheDiskFillsMeanwhile() throws Exception {
    long reserved = 8 << 20;
    Model large = Models.model(4, 20, 1 << 20);
    try (SmallDisk disk = SmallDisk.at(dir.resolve("disk"), 64 << 20)) {
      DiskRoom small = new DiskRoom(disk.directory(), reserved);
      Layout onSmall = new Layout(disk.directory().resolve("models"), small);
      onSmall.removeParts();
      AtomicInteger reads = new AtomicInteger();
      AtomicLong leastFree = new AtomicLong(Long.MAX_VALUE);
      Layout.ChunkReader reader =
          digest -> {
            if (reads.incrementAndGet() == 5) {
              fill(disk.directory().resolve("other"), 40 << 20);
            }
            leastFree.accumulateAndGet(small.now().freeBytes(), Math::min);
            return ChunkBytes.of(large.bytes(digest));
          };
      assertThatThrownBy(() -> onSmall.write(large.manifest(), reader))
          .isInstanceOf(Store.StoreFull.class);
      assertThat(reads.get()).isBetween(10, 20);
      assertThat(leastFree.get()).isGreaterThanOrEqualTo(reserved);
      assertThat(disk.directory().resolve("models")).isEmptyDirectory();
    }
  }

  private static void fill(Path file, int bytes) {
    try {
      Files.write(file, new byte[bytes]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
