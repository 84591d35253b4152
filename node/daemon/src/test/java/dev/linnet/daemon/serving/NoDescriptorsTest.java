package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.rollout.Share;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process that gets no more file descriptors. */
class NoDescriptorsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void versionIsPutOffAndServesOnceThereAreSomeAgain(@TempDir Path directory) throws IOException {
    Path log = directory.resolve("log");
    ProcessBuilder builder =
        JavaProcess.builder(List.of("-Xmx256m"), Server.class.getName(), directory.toString());
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
   * Takes the directory where its models are to be. What it does while there are descriptors loads
   * the classes that it needs without.
   */
  public static final class Server {
    /** The three that stand are never given back, so that no other is to be had. */
    private static final String NONE = "--nofile=3:512";

    private static final String ENOUGH = "--nofile=512:512";
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
        Process back = limit("read line && prlimit", ENOUGH);
        require(limit("prlimit", NONE));
        server.serve(second.manifest(), second.directory(), null);
        say("served", told.awaitChange());
        server.shadow(second.manifest(), second.directory(), ALL);
        say("shadowed", told.awaitChange());
        say("meanwhile", answering(server, first));
        back.outputWriter().append('\n').close();
        require(back);
        server.serve(second.manifest(), second.directory(), null);
        told.awaitStarted(second);
        say("afterwards", answering(server, second));
      }
      System.exit(0);
    }

    /** Changes this process's bound by another, which has descriptors. */
    private static Process limit(String how, String bound) throws IOException {
      String command = how + " --pid " + ProcessHandle.current().pid() + " " + bound;
      return new ProcessBuilder("sh", "-c", command).start();
    }

    private static void require(Process done) throws InterruptedException {
      if (done.waitFor() != 0) {
        throw new IllegalStateException("prlimit: exit code " + done.exitValue());
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
