package dev.linnet.daemon.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.store.Models.Model;
import dev.linnet.testmesh.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of file in a store is cut off, changed, deleted or another one. The store opens, gives
 * no wrong byte, and holds all that it said was durable, or says that it does not.
 */
class DamageTest {
  private static final long SEED = 20_261_128;
  private static final int FACTS = 40;
  private static final int FLIPS = 4;
  private static final List<String> KINDS =
      List.of("MANIFEST", "CURRENT", "WITNESS", "OPTIONS", "IDENTITY", ".log", ".sst", ".blob");

  private final Model old = Models.model(1, 8, 20_000);
  private final Model young = Models.model(2, 8, 20_000);

  private final Path dir;

  DamageTest(@TempDir Path dir) {
    this.dir = dir;
  }

  /** What is done to a file. */
  private interface Damage {
    void to(Path file) throws IOException;
  }

  /** A store that died: half in tables, half in its log. */
  @BeforeEach
  void dies() throws IOException {
    Path alive = dir.resolve("alive");
    try (Store store = Store.open(alive)) {
      old.putInto(store);
      facts(store, 0, FACTS / 2);
    }
    Trees.copy(alive.resolve("store"), older());
    try (Store store = Store.open(alive)) {
      young.putInto(store);
      facts(store, FACTS / 2, FACTS);
      Trees.copy(alive.resolve("store"), image());
    }
  }

  private Path image() {
    return dir.resolve("image");
  }

  /** The same store when it held half as much. */
  private Path older() {
    return dir.resolve("older");
  }

  private static void facts(Store store, int from, int to) {
    for (int i = from; i < to; i++) {
      Changes changes = new Changes();
      changes.putFact("fact/" + i, value(i));
      store.commit(changes);
    }
  }

  private static byte[] value(int i) {
    return ("value " + i + " ").repeat(20).getBytes(UTF_8);
  }

  @Test
  void aStoreThatDiedIsWhole() throws IOException {
    try (Store store = Store.open(copy("whole"))) {
      assertThat(store.setAside()).isEmpty();
      assertThat(store.facts()).hasSize(FACTS);
      assertThat(store.locate(young.manifest()).cardinality()).isEqualTo(9);
    }
  }

  @Test
  void whateverHappensToAFileNothingWrongComesOutAndNothingIsLostInSilence() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, Damage> damages = new TreeMap<>();
    damages.put("deleted", Files::delete);
    damages.put("emptied", file -> Files.write(file, new byte[0]));
    damages.put("older", this::putOlderInPlaceOf);
    damages.put("cut off", file -> cut(file, random));
    for (int i = 0; i < FLIPS; i++) {
      damages.put("flipped " + i, file -> flip(file, random));
    }
    List<String> outcomes = new ArrayList<>();
    for (String kind : KINDS) {
      for (Map.Entry<String, Damage> damage : damages.entrySet()) {
        String what = kind + " " + damage.getKey();
        Path data = copy(what);
        for (Path file : files(data.resolve("store"), kind)) {
          damage.getValue().to(file);
        }
        outcomes.add(what + ": " + outcome(what, data));
      }
    }
    outcomes.forEach(System.out::println);
    assertThat(outcomes)
        .contains(
            "OPTIONS emptied: whole",
            "CURRENT deleted: set aside",
            "MANIFEST older: set aside",
            ".log deleted: set aside");
    assertThat(outcomes.stream().filter(it -> it.startsWith("WITNESS")))
        .allMatch(it -> it.endsWith("whole"));
    assertThat(outcomes.stream().filter(it -> it.startsWith(".blob")))
        .noneMatch(it -> it.endsWith("set aside"))
        .anyMatch(it -> it.endsWith("chunks lost"));
  }

  /** Opens the damaged store, twice, and checks what it gives. */
  private String outcome(String what, Path data) throws IOException {
    String outcome;
    try (Store store = Store.open(data)) {
      store
          .facts()
          .forEach(
              (key, value) ->
                  assertThat(value)
                      .as(what + " " + key)
                      .isEqualTo(value(Integer.parseInt(key.substring("fact/".length())))));
      boolean chunksLost = requireRightChunks(store);
      if (store.setAside().isPresent()) {
        assertThat(store.facts()).as(what).isEmpty();
        assertThat(store.setAside().get().where()).isDirectory();
        outcome = "set aside";
      } else {
        requireAllThatIsTold(what, store);
        outcome = chunksLost ? "chunks lost" : "whole";
      }
      old.putInto(store);
      young.putInto(store);
      store.collectGarbage();
      assertThat(store.materialise(old.manifest())).isDirectory();
    }
    try (Store store = Store.open(data)) {
      assertThat(store.setAside()).as(what).isEmpty();
      assertThat(store.materialise(young.manifest())).isDirectory();
    }
    return outcome;
  }

  /**
   * A log that ends early looks like one that a power cut ended, an older one too; what is missing
   * must be its end then, and nothing between.
   */
  private static void requireAllThatIsTold(String what, Store store) {
    int count = store.facts().size();
    for (int i = 0; i < count; i++) {
      assertThat(store.facts()).as(what).containsKey("fact/" + i);
    }
    if (!what.matches(".log (cut off|emptied|older)")) {
      assertThat(store.facts()).as(what).hasSize(FACTS);
    }
  }

  private boolean requireRightChunks(Store store) {
    boolean lost = false;
    for (Model model : List.of(old, young)) {
      for (Digest digest : model.chunks().keySet()) {
        byte[] bytes = Models.read(store, digest);
        lost |= bytes == null;
        assertThat(bytes == null || Arrays.equals(bytes, model.bytes(digest))).isTrue();
      }
    }
    return lost;
  }

  private Path copy(String name) throws IOException {
    Path data = Files.createDirectories(dir.resolve(name.replace(' ', '-')));
    Files.writeString(data.resolve("FORMAT"), Store.FORMAT + "\n");
    Trees.copy(image(), data.resolve("store"));
    return data;
  }

  private static List<Path> files(Path store, String kind) throws IOException {
    List<Path> files = ofKind(store, kind);
    assertThat(files).as(kind).isNotEmpty();
    return files;
  }

  private static List<Path> ofKind(Path store, String kind) throws IOException {
    try (Stream<Path> all = Files.list(store)) {
      return all.filter(file -> file.getFileName().toString().contains(kind)).sorted().toList();
    }
  }

  /** The oldest of its kind that there was, whatever number its name has. */
  private void putOlderInPlaceOf(Path file) throws IOException {
    String name = file.getFileName().toString();
    String kind = KINDS.stream().filter(name::contains).findFirst().orElseThrow();
    List<Path> older = ofKind(older(), kind);
    List<Path> others = older.isEmpty() ? ofKind(image(), kind) : older;
    Files.copy(others.get(0), file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void cut(Path file, SplittableRandom random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, random.nextInt(1, used(bytes))));
  }

  private static void flip(Path file, SplittableRandom random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[random.nextInt(used(bytes))] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
  }

  /** A log's room is taken before it is written, and holds zeros until then. */
  private static int used(byte[] bytes) {
    int end = bytes.length;
    while (end > 1 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }
}
