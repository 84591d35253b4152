package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A twin that a real mesh exports is, but for its figures, the one that the simulator's tests read
 * and rehearse on: {@code dev/linnet/simulator/rehearse/exported.yaml}.
 */
class TwinOfAMeshTest {
  private static final Duration UP = Duration.ofSeconds(120);
  private static final Path READ_BY_THE_SIMULATOR =
      Path.of("../../simulator/src/test/resources/dev/linnet/simulator/rehearse/exported.yaml");

  private final Path directory;

  TwinOfAMeshTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void whatIsExportedIsWhatIsRehearsedOn() throws IOException {
    try (TestMesh mesh =
        TestMesh.in(directory.resolve("mesh")).region("eu", 2).region("na", 1).build()) {
      ScenesMesh scenes = new ScenesMesh(mesh, directory);
      mesh.start(mesh.nodes(), UP);
      TestNode eu = mesh.node("eu-1");
      Await.until(
          "all nodes know each other",
          UP,
          () ->
              mesh.nodes().stream()
                  .allMatch(
                      node ->
                          node.operator()
                              .members()
                              .filter(it -> it.getAsJsonArray("members").size() == 3)
                              .isPresent()));
      scenes.push(eu, new SceneModels(1).first(), "1");
      var unused =
          scenes.announce(
              eu,
              """
              spec:
                model: {name: scenes, version: "1"}
                defaults: {bake: 0s, quorum: {minJurors: 1}, gates: []}
                waves: [{name: all, regions: ["*"]}]
              """);
      scenes.awaitServed("1");
      Path file = directory.resolve("twin.yaml");
      Await.until(
          "every node says what it serves and what it was asked",
          UP,
          () -> {
            LinnetCommand.must("mesh", "export", "--out", file.toString(), "--api", eu.api());
            return read(file).lines().noneMatch(line -> line.startsWith("#"))
                && !read(file).contains("requests: 0/s");
          });

      assertThat(withoutFigures(read(file)))
          .as("the simulator's copy has to be, figures aside, what a mesh exports:%n%s", read(file))
          .isEqualTo(withoutFigures(read(READ_BY_THE_SIMULATOR)));
      assertThat(read(file)).doesNotContain("127.0.0.1").doesNotContain(eu.api().split(":")[1]);
      assertThat(LinnetCommand.must("mesh", "export", "--api", eu.api())).startsWith("name: test");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Machines differ in what they are and how fast; a number, and a unit behind it, is one word. */
  private static List<String> withoutFigures(String text) {
    return text.lines()
        .map(line -> line.replaceAll("(arch|os|zone|[a-z]+\\.version|start): .*", "$1: …"))
        .map(line -> line.replaceAll("'?\\b\\d+(\\.\\d+)?( ?(us|ms|s|kbit|/s))?\\b'?", "#"))
        .toList();
  }
}
