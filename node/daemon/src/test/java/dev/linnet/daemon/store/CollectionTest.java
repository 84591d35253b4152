package dev.linnet.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.store.Models.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionTest {
  private final Path dir;

  CollectionTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private Store open(Duration grace) {
    return Opening.open(dir, DiskRoom::usual, grace);
  }

  private static void drop(Store store, Model model) {
    Changes changes = new Changes();
    changes.dropManifest(model.manifest().digest());
    store.commit(changes);
  }

  @Test
  void theSpaceOfADroppedModelComesBack() throws IOException {
    Model kept = Models.model(1, 40, 250_000);
    Model dropped = Models.model(2, 80, 250_000);
    try (Store store = open(Duration.ZERO)) {
      dropped.putInto(store);
      kept.putInto(store);
      store.materialise(dropped.manifest());
      Path directory = store.materialise(kept.manifest());
      store.collectGarbage();
      assertThat(store.locate(dropped.manifest()).cardinality()).isEqualTo(81);
      drop(store, dropped);
      store.collectGarbage();
      assertThat(store.locate(dropped.manifest()).cardinality()).isZero();
      assertThat(store.storedBytes(dropped.manifest())).isZero();
      assertThat(dir.resolve("models")).isDirectoryNotContaining(p -> !p.equals(directory));
      kept.chunks()
          .forEach((digest, bytes) -> assertThat(Models.read(store, digest)).isEqualTo(bytes));
    }
    assertThat(blobBytes()).isBetween(10_000_000L, 11_000_000L);
  }

  /** Chunk by chunk beside those that stay, so that no blob file goes by itself. */
  @Test
  void spaceThatWasNotGivenBackForWantOfRoomComesBackAfterAStart() throws IOException {
    Model kept = Models.model(1, 40, 250_000);
    Model dropped = Models.model(2, 40, 250_000);
    try (Store store = open(Duration.ZERO)) {
      Iterator<Map.Entry<Digest, byte[]>> others = dropped.chunks().entrySet().iterator();
      kept.chunks()
          .forEach(
              (digest, bytes) -> {
                Models.put(store, digest, bytes);
                Map.Entry<Digest, byte[]> other = others.next();
                Models.put(store, other.getKey(), other.getValue());
              });
      kept.putInto(store);
    }
    try (Store store =
        Opening.open(dir, data -> new DiskRoom(data, Long.MAX_VALUE), Duration.ZERO)) {
      store.collectGarbage();
      assertThat(store.locate(dropped.manifest()).cardinality()).isZero();
      assertThat(store.owesCollection()).as("its space is not given back").isTrue();
    }
    assertThat(blobBytes()).isGreaterThan(19_000_000L);

    try (Store store = open(Duration.ZERO)) {
      store.collectGarbage();
      assertThat(store.owesCollection()).isFalse();
      kept.chunks()
          .forEach((digest, bytes) -> assertThat(Models.read(store, digest)).isEqualTo(bytes));
    }
    assertThat(blobBytes()).isBetween(10_000_000L, 11_000_000L);
  }

  @Test
  void aRottenChunkDoesNotStopTheCollection() throws IOException {
    Model kept = Models.model(1, 40, 50_000);
    Model dropped = Models.model(2, 40, 50_000);
    try (Store store = open(Duration.ZERO)) {
      kept.putInto(store);
      dropped.putInto(store);
    }
    open(Duration.ZERO).close();
    Path blobs = StoreTest.largest(dir.resolve("store"), ".blob");
    for (int at = 25_000; at < Files.size(blobs); at += 400_000) {
      StoreTest.flipBit(blobs, at);
    }
    try (Store store = open(Duration.ZERO)) {
      drop(store, dropped);
      store.collectGarbage();
      assertThat(store.locate(kept.manifest()).cardinality()).isBetween(30, 40);
      kept.putInto(store);
      assertThat(store.materialise(kept.manifest())).isDirectory();
    }
  }

  @Test
  void chunksOfAPushStayUntilTheirManifestComes() {
    Model pushed = Models.model(1, 4, 10_000);
    try (Store store = open(Grace.USUAL)) {
      pushed.chunks().forEach((digest, bytes) -> Models.push(store, digest, bytes));
      store.collectGarbage();
      store.collectGarbage();
      assertThat(store.locate(pushed.manifest()).cardinality()).isEqualTo(5);
    }
    try (Store store = open(Grace.USUAL)) {
      store.collectGarbage();
      assertThat(store.locate(pushed.manifest()).cardinality()).isEqualTo(5);
    }
    try (Store store = open(Duration.ZERO)) {
      store.collectGarbage();
      assertThat(store.locate(pushed.manifest()).cardinality()).isZero();
    }
  }

  /** Also soon after it came, and soon after a start. */
  @Test
  void whatWasFetchedGoesAsSoonAsItIsDropped() {
    Model early = Models.model(1, 4, 10_000);
    Model late = Models.model(2, 4, 10_000);
    try (Store store = open(Grace.USUAL)) {
      early.putInto(store);
      late.putInto(store);
      drop(store, early);
      store.collectGarbage();
      assertThat(store.locate(early.manifest()).cardinality()).isZero();
      assertThat(store.locate(late.manifest()).cardinality()).isEqualTo(5);
    }
    try (Store store = open(Grace.USUAL)) {
      drop(store, late);
      store.collectGarbage();
      assertThat(store.locate(late.manifest()).cardinality()).isZero();
    }
  }

  @Test
  void collectionIsOwedAfterAStartADropAndARefusal() {
    Model model = Models.model(1, 4, 10_000);
    try (Store store = open(Grace.USUAL)) {
      assertThat(store.owesCollection()).as("after a start").isTrue();
      store.collectGarbage();
      model.putInto(store);
      assertThat(store.owesCollection()).as("after a model came").isFalse();
      drop(store, model);
      assertThat(store.owesCollection()).as("after one was dropped").isTrue();
    }
    try (Store store = Opening.open(dir, data -> new DiskRoom(data, Long.MAX_VALUE), Grace.USUAL)) {
      store.collectGarbage();
      assertThat(store.owesCollection()).isFalse();
      Model next = Models.model(2, 4, 10_000);
      assertThatThrownBy(() -> next.putInto(store)).isInstanceOf(Store.StoreFull.class);
      assertThat(store.owesCollection()).as("after a chunk found no room").isTrue();
    }
  }

  @Test
  void aCollectionThatFailsIsOwedOn() throws IOException {
    try (Store store = open(Duration.ZERO)) {
      Path models = dir.resolve("models");
      Files.delete(models);
      Files.createFile(models);
      assertThatThrownBy(store::collectGarbage).isInstanceOf(Store.StoreFailure.class);
      assertThat(store.owesCollection()).as("after it failed").isTrue();
      Files.delete(models);
      Files.createDirectory(models);
      store.collectGarbage();
      assertThat(store.owesCollection()).as("once it came to its end").isFalse();
    }
  }

  @Test
  void collectionIsOwedUntilARottenManifestCameAgain() {
    Model model = Models.model(1, 4, 10_000);
    Model dropped = Models.model(2, 4, 10_000);
    try (Store store = open(Duration.ZERO)) {
      model.putInto(store);
      dropped.putInto(store);
      drop(store, dropped);
      Changes rot = new Changes();
      rot.putManifest(model.manifest().digest(), "{}");
      store.commit(rot);
      store.collectGarbage();
      assertThat(store.owesCollection()).as("while nobody knows what it names").isTrue();
      assertThat(store.locate(dropped.manifest()).cardinality()).isEqualTo(5);
      model.putInto(store);
      store.collectGarbage();
      assertThat(store.owesCollection()).isFalse();
      assertThat(store.locate(dropped.manifest()).cardinality()).isZero();
    }
  }

  /** Large enough that the space of the first is still being given back by then. */
  @Test
  void whatIsDroppedDuringACollectionIsOwedAfterIt() {
    Model first = Models.model(1, 80, 250_000);
    Model second = Models.model(2, 80, 250_000);
    try (Store store = open(Duration.ZERO)) {
      first.putInto(store);
      second.putInto(store);
      drop(store, first);
      CompletableFuture<Void> collection = CompletableFuture.runAsync(store::collectGarbage);
      while (!store.locate(first.manifest()).isEmpty() && !collection.isDone()) {
        Thread.onSpinWait();
      }
      drop(store, second);
      collection.join();
      assertThat(store.owesCollection()).isTrue();
    }
  }

  @Test
  void chunksThatTwoModelsShareStayWithTheSecond() {
    Model model = Models.model(1, 4, 10_000);
    Model twin = Models.model(1, 4, 10_000);
    Model other = Models.model(2, 4, 10_000);
    try (Store store = open(Duration.ZERO)) {
      model.putInto(store);
      other.putInto(store);
      twin.putInto(store);
      drop(store, other);
      store.collectGarbage();
      assertThat(store.locate(twin.manifest()).cardinality()).isEqualTo(5);
      assertThat(store.locate(other.manifest()).cardinality()).isZero();
    }
  }

  @Test
  void aModelThatChangedOnTheDiskIsLaidOutAnewAfterAStart() throws IOException {
    Model model = Models.model(1, 4, 10_000);
    Path weights;
    byte[] right;
    try (Store store = open(Duration.ZERO)) {
      model.putInto(store);
      weights = store.materialise(model.manifest()).resolve("weights").resolve("w.bin");
      right = Files.readAllBytes(weights);
      assertThat(right).hasSize(40_000);
      StoreTest.flipBit(weights, 17);
    }
    try (Store store = open(Duration.ZERO)) {
      store.materialise(model.manifest());
      assertThat(weights).hasBinaryContent(right);
      Files.delete(weights);
    }
    try (Store store = open(Duration.ZERO)) {
      store.materialise(model.manifest());
      assertThat(weights).hasBinaryContent(right);
    }
  }

  @Test
  void anIncompleteModelIsNotLaidOut() {
    Model model = Models.model(1, 4, 10_000);
    try (Store store = open(Duration.ZERO)) {
      assertThatThrownBy(() -> store.materialise(model.manifest()))
          .isInstanceOf(Store.ChunksMissing.class)
          .hasMessage("model m 1: 5 of 5 chunks are not in the store");
      assertThat(dir.resolve("models")).isEmptyDirectory();
    }
  }

  private long blobBytes() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("store"))) {
      return files
          .filter(file -> file.toString().endsWith(".blob"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }
}
