package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk flips bits under a running node; who reads them finds them, and a peer gives anew. */
class RotTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int MEBIBYTES = 8;
  private static final int FLIPS = 5;

  @Test
  void whatRottedIsNamedAndFetchedAgain(@TempDir Path directory) throws IOException {
    RandomModel model = RandomModel.of(1, MEBIBYTES);
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 2).build()) {
      TestNode holder = mesh.node("eu-1");
      TestNode rotting = mesh.node("eu-2");
      mesh.start(mesh.nodes(), PATIENCE);
      int flipped = flipSome(holder, rotting, model);

      LinnetCommand.Result found = verify(rotting);
      assertThat(found.exitCode()).isEqualTo(1);
      assertThat(found.out())
          .contains("random 1 " + model.digest().brief() + ": " + flipped + " chunks rotted");
      Await.until(
          "what rotted came again",
          PATIENCE,
          () -> rotting.operator().storedBytes(model.digest()) == model.sizeBytes());
      assertThat(model.isWholeAt(rotting)).isTrue();
      assertThat(verify(rotting).exitCode()).isZero();
      assertThat(rotting.metric("linnet_artifact_bytes_total", "direction=\"received\""))
          .isEqualTo(flipped * (model.sizeBytes() / model.manifest().chunks().size()));
    }
  }

  /**
   * Nobody asks for `model verify`: another node asks for what rotted, while nobody else has it.
   */
  @Test
  void whatRottedIsNoticedByWhoAsksForItAndFetchedAgain(@TempDir Path directory)
      throws IOException {
    RandomModel model = RandomModel.of(2, MEBIBYTES);
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 3).build()) {
      TestNode holder = mesh.node("eu-1");
      TestNode rotting = mesh.node("eu-2");
      TestNode asker = mesh.node("eu-3");
      mesh.start(mesh.nodes(), PATIENCE);
      int flipped = flipSome(holder, rotting, model);
      holder.stop();

      want(asker, model);
      Await.until("each that rotted was asked for", PATIENCE, () -> rottenTold(rotting) == flipped);
      holder.start();

      Await.until("what rotted came again", PATIENCE, () -> model.isWholeAt(rotting));
      Await.until("it came whole to all", PATIENCE, () -> model.isWholeAt(asker));
    }
  }

  private static long rottenTold(TestNode node) {
    try (Stream<String> lines = Files.lines(node.log())) {
      return lines.filter(line -> line.contains("rotted on the disk")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Both hold the model, and some of its chunks rot at one of them; says how many. */
  private static int flipSome(TestNode holder, TestNode rotting, RandomModel model)
      throws IOException {
    model.pushTo(holder);
    want(rotting, model);
    Await.until("the model is whole", PATIENCE, () -> model.isWholeAt(rotting));
    // A start writes to blob files what stood in memory alone.
    rotting.stop();
    rotting.start();
    rotting.awaitUp(PATIENCE);
    want(rotting, model);
    assertThat(verify(rotting).exitCode()).isZero();
    return flip(blobFiles(rotting));
  }

  /** What is fetched by hand is wanted until the node ends. */
  private static void want(TestNode node, RandomModel model) {
    Await.until(
        "the node is told to fetch",
        PATIENCE,
        () -> node.operator().fetch(model.digest()).isPresent());
  }

  private static LinnetCommand.Result verify(TestNode node) {
    return LinnetCommand.run("model", "verify", "--api", node.api());
  }

  private static List<Path> blobFiles(TestNode node) throws IOException {
    try (Stream<Path> files = Files.list(node.directory().resolve("data/store"))) {
      return files.filter(file -> file.toString().endsWith(".blob")).sorted().toList();
    }
  }

  /** Flips bits that lie farther from each other than a chunk is long; says how many. */
  private static int flip(List<Path> files) throws IOException {
    int flipped = 0;
    for (Path path : files) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        for (long at = 1 << 17; at < file.length() - (1 << 17) && flipped < FLIPS; at += 1 << 20) {
          file.seek(at);
          int before = file.read();
          file.seek(at);
          file.write(before ^ 1);
          flipped++;
        }
      }
    }
    return flipped;
  }
}
