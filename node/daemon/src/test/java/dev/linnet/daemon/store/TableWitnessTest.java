package dev.linnet.daemon.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list of tables that is older than what was there is noticed, and no other is. */
class TableWitnessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int STARTS = 50;

  private final Path dir;
  private final Path database;

  TableWitnessTest(@TempDir Path dir) {
    this.dir = dir.resolve("data");
    this.database = this.dir.resolve("store");
  }

  @Test
  void listOfBeforeTheLatestFlushIsNoticed() throws IOException {
    byte[] older;
    try (Store store = open(dir)) {
      older = Files.readAllBytes(manifest());
      flush(store, 1);
    }
    Path manifest = manifest();
    Files.write(manifest, older);
    try (Store store = open(dir)) {
      assertThat(store.setAside().orElseThrow().reason())
          .isEqualTo(
              "its "
                  + manifest.getFileName()
                  + " is an older one, or what stood in it was damaged");
    }
    try (Stream<Path> files = Files.list(dir.resolve("damaged"))) {
      assertThat(files).as("the tables are kept").anyMatch(it -> it.toString().endsWith(".sst"));
    }
  }

  @Test
  void listOfAnEarlierStartIsNoticed() throws IOException {
    open(dir).close();
    Path older = manifest();
    byte[] list = Files.readAllBytes(older);
    byte[] current = Files.readAllBytes(database.resolve("CURRENT"));
    open(dir).close();
    Path younger = manifest();
    Files.write(older, list);
    Files.write(database.resolve("CURRENT"), current);
    try (Store store = open(dir)) {
      assertThat(store.setAside().orElseThrow().reason())
          .isEqualTo(
              "its "
                  + older.getFileName()
                  + " is older than "
                  + younger.getFileName()
                  + ", which was there");
    }
  }

  @Test
  void whereverAStoreDiesItIsWhole(@TempDir Path images) throws IOException {
    try (Store store = open(dir)) {
      Trees.copy(dir, images.resolve("new"));
      commit(store, "fact");
      Trees.copy(dir, images.resolve("log alone"));
      flush(store, 1);
      commit(store, "another");
      Trees.copy(dir, images.resolve("one family flushed"));
      flush(store, 2);
      flush(store, 3);
      Trees.copy(dir, images.resolve("compacted"));
    }
    Trees.copy(dir, images.resolve("closed"));
    // The latest log is all that a power cut takes.
    Path cut = images.resolve("one family flushed, log lost");
    Trees.copy(images.resolve("one family flushed"), cut);
    List<Path> logs = files(cut.resolve("store"), ".log");
    Files.write(logs.get(logs.size() - 1), new byte[0]);
    for (Path image : files(images, "")) {
      for (int i = 0; i < 2; i++) {
        try (Store store = open(image)) {
          assertThat(store.setAside().map(SetAside::reason)).as(image.toString()).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rubbish", "MANIFEST-000001 1 00000000 00000000\n"})
  void oneThatIsNoneSaysNothingAndIsWrittenAnew(String text) throws IOException {
    open(dir).close();
    Files.writeString(database.resolve("WITNESS"), text);
    try (Store store = open(dir)) {
      assertThat(store.setAside()).isEmpty();
    }
    assertThat(witness()).startsWith(manifest().getFileName() + " ").isNotEqualTo(text);
  }

  @Test
  void noBitOfItRaisesAnAlarm() throws IOException {
    open(dir).close();
    byte[] whole = Files.readAllBytes(database.resolve("WITNESS"));
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(database.resolve("WITNESS"), flipped);
      assertThatCode(() -> TableWitness.check(database))
          .as("bit " + bit)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void storeThatCannotWriteItOpensAndGoesOnWhereItCan() throws IOException {
    Path inTheWay = Files.createDirectories(database.resolve("WITNESS.part"));
    try (Store store = open(dir)) {
      assertThat(database.resolve("WITNESS")).doesNotExist();
      commit(store, "fact");
      Files.delete(inTheWay);
      flush(store, 1);
    }
    try (Store store = open(dir)) {
      assertThat(store.setAside()).isEmpty();
      assertThat(store.facts()).containsOnlyKeys("fact");
    }
  }

  /** A store is closed while RocksDB still tells of what it flushed. */
  @Test
  void fiftyStartsAndFlushesFindAllThatWasThere() throws IOException {
    for (int start = 0; start < STARTS; start++) {
      try (Store store = open(dir)) {
        assertThat(store.setAside()).isEmpty();
        assertThat(store.facts()).hasSize(start);
        assertThat(witness()).startsWith(manifest().getFileName() + " ");
        commit(store, "fact " + start);
        Models.model(start, 1, 20_000).putInto(store);
        store.collectGarbage();
      }
    }
  }

  /** Collects what no manifest names at once. */
  private static Store open(Path data) {
    return Opening.open(data, DiskRoom::usual, Duration.ZERO);
  }

  private static void commit(Store store, String key) {
    Changes changes = new Changes();
    changes.putFact(key, "value".getBytes(UTF_8));
    store.commit(changes);
  }

  /** Lets chunks alone into tables, as collecting others does, and the witness must see it. */
  private void flush(Store store, int seed) {
    String before = witness();
    Models.model(seed, 8, 20_000).putInto(store);
    Models.model(-seed, 1, 20_000)
        .chunks()
        .forEach((digest, bytes) -> Models.put(store, digest, bytes));
    store.collectGarbage();
    Await.until("the witness is renewed", PATIENCE, () -> !witness().equals(before));
  }

  private String witness() {
    try {
      Path file = database.resolve("WITNESS");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path manifest() throws IOException {
    return database.resolve(Files.readString(database.resolve("CURRENT")).strip());
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(it -> it.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
