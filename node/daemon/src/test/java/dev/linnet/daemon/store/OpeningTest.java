package dev.linnet.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {
  private final Path dir;

  OpeningTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void aNewerFormatIsLeftAlone() throws IOException {
    Store.open(dir).close();
    Files.writeString(dir.resolve("FORMAT"), "2\n");
    String before = listing();
    refused(
        "store "
            + dir
            + " has format 2, this linnet knows 1:"
            + " upgrade linnet or use another data directory");
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void aFormatThatIsNoNumberIsNamed() throws IOException {
    Files.writeString(dir.resolve("FORMAT"), "\u0000");
    refused(
        dir.resolve("FORMAT")
            + ": expected the number of the store's format: use another data directory");
  }

  @Test
  void aStoreThatLostItsFormatIsNotTakenForANewOne() throws IOException {
    Store.open(dir).close();
    Files.delete(dir.resolve("FORMAT"));
    refused(
        "store "
            + dir
            + " has lost its file FORMAT: write the number of its format into it,"
            + " or use another data directory");
  }

  @Test
  void aSecondStoreOfThisProcessIsRefused() {
    try (Store store = Store.open(dir)) {
      assertThat(store.facts()).isEmpty();
      refused(inUse());
    }
    Store.open(dir).close();
  }

  @Test
  void aStoreOfAnotherProcessIsRefused() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('o');
      refused(inUse());
    } finally {
      other.destroyForcibly();
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    Store.open(dir).close();
  }

  /** Another process, which opens the store, says so and waits to be killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      Store.open(Path.of(args[0]));
      System.out.print('o');
      System.out.flush();
      System.in.read();
    }
  }

  @Test
  void aFileIsNoStore() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    assertThatThrownBy(() -> Store.open(file))
        .isInstanceOf(UserError.class)
        .hasMessage("store " + file + " is not a directory");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Files.createDirectory(dir.resolve("LOCK"));
    refused("store " + dir + " cannot be written (Is a directory): check its owner and mount");
  }

  @Test
  void aDamagedDatabaseIsSetAsideAndSaysSo() throws IOException {
    Store.open(dir).close();
    Files.writeString(dir.resolve("store").resolve("CURRENT"), "rubbish");
    try (Store store = Store.open(dir)) {
      assertThat(store.setAside().orElseThrow().sentence())
          .startsWith("the store was damaged (")
          .endsWith(
              ") and set aside as "
                  + dir.resolve("damaged")
                  + ": a new one was begun, facts and models come back from the peers");
      assertThat(dir.resolve("damaged").resolve("CURRENT")).hasContent("rubbish");
    }
  }

  @Test
  void whatWasSetAsideGoesWhenAModelNeedsItsRoom() throws IOException {
    Path damaged = Files.createDirectories(dir.resolve("damaged"));
    DiskRoom room = new DiskRoom(dir, Long.MAX_VALUE / 2);
    assertThatThrownBy(() -> room.require(1)).isInstanceOf(Store.StoreFull.class);
    assertThat(damaged).doesNotExist();
  }

  @Test
  void halfWrittenModelsGo() throws IOException {
    Path part = dir.resolve("models").resolve("0".repeat(64) + ".part");
    Files.createDirectories(part.resolve("deep"));
    Files.writeString(part.resolve("deep").resolve("file"), "half");
    Store.open(dir).close();
    assertThat(dir.resolve("models")).isEmptyDirectory();
  }

  private String inUse() {
    return "store " + dir + " is in use by another linnet: stop it or use another data directory";
  }

  private void refused(String message) {
    assertThatThrownBy(() -> Store.open(dir))
        .isInstanceOfSatisfying(
            UserError.class, error -> assertThat(error.exitCode()).isEqualTo(UserError.FAILED))
        .hasMessage(message);
  }

  private String listing() throws IOException {
    try (Stream<Path> walk = Files.walk(dir)) {
      return walk.sorted()
          .map(path -> path + " " + path.toFile().length() + " " + path.toFile().lastModified())
          .toList()
          .toString();
    }
  }
}
