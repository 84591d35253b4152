package dev.linnet.daemon.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.store.Models.Model;
import dev.linnet.testmesh.SmallDisk;
import dev.linnet.testmesh.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private final Path dir;

  StoreTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void everythingIsThereAgainAfterItWasClosed() {
    Model model = Models.model(1, 3, 50_000);
    try (Store store = Store.open(dir)) {
      Changes changes = new Changes();
      changes.putFact("a/b", new byte[] {1, 2});
      changes.putFact("gone", new byte[] {3});
      changes.putMemory("floor", "{\"n\":7}");
      store.commit(changes);
      Changes more = new Changes();
      more.deleteFact("gone");
      store.commit(more);
      model.putInto(store);
    }
    try (Store store = Store.open(dir)) {
      assertThat(store.facts()).containsOnlyKeys("a/b");
      assertThat(store.facts().get("a/b")).containsExactly(1, 2);
      assertThat(store.memory()).isEqualTo(Map.of("floor", "{\"n\":7}"));
      assertThat(store.manifests()).isEqualTo(Map.of(model.manifest().digest(), model.json()));
      model
          .chunks()
          .forEach((digest, bytes) -> assertThat(Models.read(store, digest)).isEqualTo(bytes));
      assertThat(store.locate(model.manifest()).cardinality()).isEqualTo(4);
      assertThat(store.storedBytes(model.manifest())).isEqualTo(150_100);
    }
  }

  @Test
  void aCommitIsThereAfterTheProcessDied(@TempDir Path crashed) throws IOException {
    Model whole = Models.model(1, 2, 20_000);
    Model half = Models.model(2, 2, 20_000);
    Digest first = half.chunks().keySet().iterator().next();
    try (Store store = Store.open(dir)) {
      whole.putInto(store);
      Changes changes = new Changes();
      for (int i = 0; i < 1_000; i++) {
        changes.putFact("fact/" + i, ("value " + i).getBytes(UTF_8));
      }
      store.commit(changes);
      Models.put(store, first, half.bytes(first));
      Trees.copy(dir, crashed);
      store.commit(changes);
    }
    try (Store store = Store.open(crashed)) {
      assertThat(store.facts()).hasSize(1_000);
      assertThat(store.locate(whole.manifest()).cardinality()).isEqualTo(3);
      assertThat(store.hasChunk(first)).isTrue();
      assertThat(store.locate(half.manifest()).cardinality()).isEqualTo(1);
      assertThat(store.materialise(whole.manifest())).isDirectory();
    }
  }

  @Test
  void chunksOfSeveralThreadsAreThereAfterTheProcessDied(@TempDir Path crashed) throws Exception {
    Model model = Models.model(1, 64, 20_000);
    Set<Digest> stored = ConcurrentHashMap.newKeySet();
    CountDownLatch some = new CountDownLatch(20);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Set<Digest> storedBefore;
    try (Store store = Store.open(dir)) {
      List<CompletableFuture<Void>> puts =
          model.chunks().entrySet().stream()
              .map(
                  chunk ->
                      CompletableFuture.runAsync(
                          () -> {
                            Models.put(store, chunk.getKey(), chunk.getValue());
                            stored.add(chunk.getKey());
                            some.countDown();
                          },
                          threads))
              .toList();
      assertThat(some.await(1, TimeUnit.MINUTES)).isTrue();
      storedBefore = Set.copyOf(stored);
      Trees.copy(dir, crashed);
      puts.forEach(CompletableFuture::join);
    } finally {
      threads.shutdown();
    }
    assertThat(storedBefore).hasSizeGreaterThanOrEqualTo(20);
    try (Store store = Store.open(crashed)) {
      storedBefore.forEach(
          digest -> assertThat(Models.read(store, digest)).isEqualTo(model.bytes(digest)));
    }
  }

  @Test
  void aLogThatWasCutOffLosesItsLastEntryAlone(@TempDir Path crashed) throws IOException {
    try (Store store = Store.open(dir)) {
      for (int i = 0; i < 20; i++) {
        Changes changes = new Changes();
        changes.putFact("fact/" + i, new byte[200]);
        changes.putMemory("seen", "" + i);
        store.commit(changes);
      }
      Trees.copy(dir, crashed);
    }
    Path log = largest(crashed.resolve("store"), ".log");
    byte[] bytes = Files.readAllBytes(log);
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    Files.write(log, Arrays.copyOf(bytes, end - 1));
    try (Store store = Store.open(crashed)) {
      assertThat(store.facts()).hasSize(19);
      assertThat(store.memory()).containsEntry("seen", "18");
    }
  }

  @Test
  void aChunkIsStoredOnlyIfItFitsItsDigest() {
    Model model = Models.model(1, 1, 10);
    Digest digest = model.chunks().keySet().iterator().next();
    try (Store store = Store.open(dir)) {
      for (byte[] wrong : List.of(new byte[0], new byte[10], new byte[2_000_000])) {
        assertThatThrownBy(() -> Models.put(store, digest, wrong))
            .isInstanceOf(Store.WrongDigest.class);
      }
      byte[] tooLong = new byte[2_000_000];
      assertThatThrownBy(() -> Models.put(store, Digest.of(tooLong), tooLong))
          .isInstanceOf(Store.WrongDigest.class);
      assertThat(store.hasChunk(digest)).isFalse();
      assertThat(Models.read(store, digest)).isNull();
    }
  }

  @Test
  void aFullDiskRefusesChunksAndTakesFacts() {
    Model model = Models.model(1, 1, 10_000);
    Digest digest = model.chunks().keySet().iterator().next();
    try (Store store =
        Opening.open(dir, data -> new DiskRoom(data, Long.MAX_VALUE), Duration.ZERO)) {
      assertThatThrownBy(() -> Models.put(store, digest, model.bytes(digest)))
          .isInstanceOf(Store.StoreFull.class)
          .hasMessageContaining("are kept for votes and rollbacks");
      Changes changes = new Changes();
      changes.putFact("vote", new byte[10]);
      store.commit(changes);
      assertThat(store.facts()).containsKey("vote");
    }
  }

  /** A chunk that is here already, and one that still fits, say nothing of room. */
  @Test
  void aFullDiskIsToldOnceUntilThereIsRoomAgain() throws Exception {
    Model large = Models.model(1, 2, 1 << 20);
    Model small = Models.model(2, 1, 1_000);
    List<String> told = new ArrayList<>();
    try (SmallDisk disk = SmallDisk.at(dir.resolve("disk"), 64 << 20)) {
      long reserved = 32L << 20;
      try (Store store =
          Opening.open(
              disk.directory().resolve("data"),
              data -> new DiskRoom(data, reserved),
              Duration.ZERO)) {
        store.onFull(why -> told.add(why.isPresent() ? "full" : "room"));
        Iterator<Digest> chunks = large.chunks().keySet().iterator();
        Digest here = chunks.next();
        Digest refused = chunks.next();
        Models.put(store, here, large.bytes(here));
        Path other = disk.directory().resolve("other");
        Files.write(other, new byte[(int) (store.room().freeBytes() - reserved - (512 << 10))]);
        for (int i = 0; i < 3; i++) {
          assertThatThrownBy(() -> Models.put(store, refused, large.bytes(refused)))
              .isInstanceOf(Store.StoreFull.class);
          Models.put(store, here, large.bytes(here));
          small.putInto(store);
        }
        assertThat(told).containsExactly("full");
        Files.delete(other);
        Models.put(store, refused, large.bytes(refused));
        assertThat(told).containsExactly("full", "room");
      }
    }
  }

  @Test
  void aFlippedBitCostsOneChunk() throws IOException {
    Model model = Models.model(1, 8, 20_000);
    try (Store store = Store.open(dir)) {
      model.putInto(store);
      store.collectGarbage();
    }
    // Chunks reach their blob file when the log is replayed.
    Store.open(dir).close();
    flipBit(largest(dir.resolve("store"), ".blob"), 3 * 20_000);
    try (Store store = Store.open(dir)) {
      List<Digest> lost =
          model.chunks().keySet().stream()
              .filter(digest -> Models.read(store, digest) == null)
              .toList();
      assertThat(lost).hasSize(1);
      assertThat(store.hasChunk(lost.get(0))).isFalse();
      assertThatThrownBy(() -> store.materialise(model.manifest()))
          .isInstanceOf(Store.ChunksMissing.class)
          .hasMessage("model m 1: 1 of 9 chunks are not in the store");
      Models.put(store, lost.get(0), model.bytes(lost.get(0)));
      assertThat(Models.read(store, lost.get(0))).isNotNull();
      assertThat(store.materialise(model.manifest())).isDirectory();
    }
  }

  @Test
  void verifyingTellsOnceWhatRotted() throws IOException {
    Model model = Models.model(1, 8, 20_000);
    try (Store store = Store.open(dir)) {
      model.putInto(store);
      assertThat(store.verify(model.manifest())).isEmpty();
    }
    Store.open(dir).close();
    flipBit(largest(dir.resolve("store"), ".blob"), 3 * 20_000);
    try (Store store = Store.open(dir)) {
      Set<Digest> rotten = store.verify(model.manifest());
      assertThat(rotten).hasSize(1);
      assertThat(store.locate(model.manifest()).cardinality()).isEqualTo(8);
      assertThat(store.verify(model.manifest())).isEmpty();
    }
  }

  @Test
  void aLostBlobFileCostsItsChunksAndNothingElse() throws IOException {
    Model model = Models.model(1, 8, 20_000);
    try (Store store = Store.open(dir)) {
      Changes changes = new Changes();
      changes.putFact("vote", new byte[10]);
      store.commit(changes);
      model.putInto(store);
    }
    Store.open(dir).close();
    Path blobs = largest(dir.resolve("store"), ".blob");
    Files.delete(blobs);
    try (Store store = Store.open(dir)) {
      assertThat(store.facts()).containsKey("vote");
      model.chunks().keySet().forEach(digest -> Models.read(store, digest));
      assertThat(store.locate(model.manifest()).cardinality()).isEqualTo(1);
      model.putInto(store);
      assertThat(store.materialise(model.manifest())).isDirectory();
    }
  }

  /**
   * RocksDB moves what was written into tables later, on a thread of its own. If that fails, no
   * write succeeds any more, and a node that writes seldom would end long after its trouble.
   */
  @Test
  void whatCannotBeMovedIntoTablesIsToldBeforeTheNextWrite() throws Exception {
    Path database = dir.resolve("store");
    Model model = Models.model(1, 64, 256 * 1024);
    List<Digest> put = new ArrayList<>();
    List<Path> inTheWay = new ArrayList<>();
    try (Store store = Store.open(dir)) {
      for (int number = 1; number < 200; number++) {
        inTheWay.add(Files.createDirectory(database.resolve("%06d.blob".formatted(number))));
      }
      int logs = logs(database);
      Iterator<Digest> chunks = model.chunks().keySet().iterator();
      while (logs(database) == logs) {
        Digest chunk = chunks.next();
        Models.put(store, chunk, model.bytes(chunk));
        put.add(chunk);
      }
      assertThat(store.broken().get(30, TimeUnit.SECONDS))
          .hasMessageStartingWith("the store could not be written: ")
          .hasMessageContaining(".blob");
    }
    for (Path each : inTheWay) {
      Files.delete(each);
    }
    try (Store store = Store.open(dir)) {
      assertThat(put).isNotEmpty().allMatch(store::hasChunk);
    }
  }

  private static int logs(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return (int) files.filter(file -> file.toString().endsWith(".log")).count();
    }
  }

  @Test
  void aClosedStoreSaysSo() {
    Store store = Store.open(dir);
    store.close();
    store.close();
    assertThatThrownBy(store::facts)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the store is closed");
  }

  static void flipBit(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x10;
    Files.write(file, bytes);
  }

  static Path largest(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }
}
