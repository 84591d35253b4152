package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.rollout.Share;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process that has used up its file descriptors. */
class NoDescriptorsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String FEW_DESCRIPTORS = "ulimit -n 512; exec \"$@\"";

  @Test
  void versionIsPutOffAndServesOnceThereAreSomeAgain(@TempDir Path directory) throws IOException {
    Path log = directory.resolve("log");
    ProcessBuilder builder =
        JavaProcess.builder(List.of("-Xmx256m"), Server.class.getName(), directory.toString());
    builder.command().addAll(0, List.of("sh", "-c", FEW_DESCRIPTORS, "sh"));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    JavaProcess process = JavaProcess.of(builder.start());
    try {
      Await.until("the process has ended", PATIENCE, () -> !process.isAlive());
    } finally {
      process.reap();
    }
    assertThat(Files.readString(log).lines().filter(line -> line.startsWith("> ")))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("> absent: failed "),
            line -> assertThat(line).startsWith("> absent in shadow: not shadowed "),
            line -> assertThat(line).startsWith("> served: put off ").endsWith("number 24"),
            line -> assertThat(line).startsWith("> shadowed: shadow put off "),
            line -> assertThat(line).isEqualTo("> meanwhile: 1"),
            line -> assertThat(line).isEqualTo("> afterwards: 2"));
  }

  /**
   * Takes the directory where its models are to be. What it does before the descriptors are used up
   * loads the classes that it needs then.
   */
  public static final class Server {
    private static final Share ALL = new Share(1, 1);
    private static final float[][] WEIGHTS = {{1, 0}, {0, 1}};

    private Server() {}

    public static void main(String[] arguments) throws Exception {
      TestListener told = new TestListener();
      TestModel first = TestModel.classifier(Path.of(arguments[0]), "1", WEIGHTS);
      TestModel second = TestModel.classifier(Path.of(arguments[0]), "2", WEIGHTS);
      ServingConfig config = TestServing.config(2, 16, 0);
      try (ModelServer server = new ModelServer(config, told)) {
        server.serve(first.manifest(), first.directory(), null);
        told.awaitStarted(first);
        answering(server, first);
        Path nowhere = first.directory().resolve("absent");
        server.serve(second.manifest(), nowhere, null);
        say("absent", told.awaitChange());
        server.shadow(second.manifest(), nowhere, ALL);
        say("absent in shadow", told.awaitChange());
        List<InputStream> all = takeAll();
        server.serve(second.manifest(), second.directory(), null);
        say("served", told.awaitChange());
        server.shadow(second.manifest(), second.directory(), ALL);
        say("shadowed", told.awaitChange());
        say("meanwhile", answering(server, first));
        for (InputStream each : all) {
          each.close();
        }
        server.serve(second.manifest(), second.directory(), null);
        told.awaitStarted(second);
        say("afterwards", answering(server, second));
      }
      System.exit(0);
    }

    private static List<InputStream> takeAll() {
      List<InputStream> taken = new ArrayList<>();
      while (true) {
        try {
          taken.add(Files.newInputStream(Path.of("/dev/null")));
        } catch (IOException e) {
          return taken;
        }
      }
    }

    private static void say(String what, String outcome) {
      System.out.println("> " + what + ": " + outcome);
    }

    private static String answering(ModelServer server, TestModel asked) {
      Tensor x = Tensor.of("x", Datatype.FP32, List.of(1L, 2L), ByteBuffer.allocate(8));
      return server.infer(asked.request(x)).version();
    }
  }
}
