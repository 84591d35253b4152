package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.Ports;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import dev.linnet.testmesh.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's disk is copied to another machine, and the copy is started as well. */
class ClonedDiskTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void theDoctorSaysThatANodeRunsTwice(@TempDir Path directory) throws IOException {
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).build()) {
      TestNode node = mesh.node("eu-1");
      Path copy = directory.resolve("copy");
      Trees.copy(node.directory(), copy);
      mesh.start(mesh.nodes(), PATIENCE);
      assertThat(doctor(node)).contains("no node was seen to run twice");

      int meshPort = settle(copy.resolve("node.yaml"));
      JavaProcess twin =
          JavaProcess.of(
              JavaProcess.builder(
                      TestMesh.FRUGAL,
                      "dev.linnet.daemon.command.Linnet",
                      "node",
                      "run",
                      "-c",
                      copy.resolve("node.yaml").toString())
                  .redirectErrorStream(true)
                  .redirectOutput(directory.resolve("twin.log").toFile())
                  .start());
      try {
        Await.until(
            () -> "the doctor warns: " + doctor(node),
            PATIENCE,
            () ->
                doctor(node).contains("node eu-1 runs twice, here and at 127.0.0.1:" + meshPort)
                    && doctor(node).contains("linnet mesh revoke DIR --node eu-1"));
      } finally {
        twin.kill9();
      }
    }
  }

  private static String doctor(TestNode node) {
    return LinnetCommand.run("mesh", "doctor", "--api", node.api(), "-o", "json").out();
  }

  /**
   * Gives a copy ports of its own, and the original as its seed; returns where its mesh port is.
   */
  private static int settle(Path yaml) throws IOException {
    String original = Files.readString(yaml);
    Matcher mesh = Pattern.compile("advertise: \"(.*)\"").matcher(original);
    assertThat(mesh.find()).isTrue();
    int meshPort = Ports.free();
    Files.writeString(
        yaml,
        original
            .replace(mesh.group(1), "127.0.0.1:" + meshPort)
            .replaceFirst("seeds: .*", "seeds: [\"" + mesh.group(1) + "\"]")
            .replaceFirst("http: .*", "http: \"127.0.0.1:" + Ports.free() + "\"")
            .replaceFirst("grpc: .*", "grpc: \"127.0.0.1:" + Ports.free() + "\""));
    return meshPort;
  }
}
