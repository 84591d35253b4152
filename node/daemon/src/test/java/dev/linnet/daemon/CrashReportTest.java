package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java says of its own crash is in the daemon's log, and no files of it gather anywhere. */
final class CrashReportTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> SCRIPT_OPTIONS =
      List.of("-XX:+ErrorFileToStderr", "-XX:-DumpReplayDataOnError");

  @Test
  void theScriptSaysSo() throws IOException {
    assertThat(Files.readString(Path.of("../../scripts/linnet"))).contains(SCRIPT_OPTIONS);
  }

  @Test
  void crashIsToldInTheLogAndLeavesNoFile(@TempDir Path directory) throws Exception {
    Path log = directory.resolve("log");
    List<String> options = new ArrayList<>(SCRIPT_OPTIONS);
    options.add("-XX:-CreateCoredumpOnCrash");
    JavaProcess process =
        JavaProcess.start(Idle.class.getName(), List.of(), options, directory, log);
    try {
      Await.until("the process is up", PATIENCE, () -> read(log).contains(Idle.UP));
      assertThat(
              new ProcessBuilder("kill", "-SEGV", Long.toString(process.pid())).start().waitFor())
          .isZero();
      Await.until("the process has ended", PATIENCE, () -> !process.isAlive());
    } finally {
      process.reap();
    }
    assertThat(read(log)).contains("A fatal error has been detected", "VM Arguments:");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(log, directory.resolve("tmp"));
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says that it is up and waits. */
  public static final class Idle {
    private static final String UP = "it is up";

    private Idle() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(UP);
      Thread.currentThread().join();
    }
  }
}
