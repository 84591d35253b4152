package dev.linnet.soak.kills;

import dev.linnet.testmesh.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One process that is going to be killed, and what it says until then. */
final class Life implements AutoCloseable {
  private static final String MAIN = "dev.linnet.daemon.store.Mortal";

  private final Process process;
  private final BufferedReader said;
  private final Path log;

  private Life(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Life begin(Path directory) throws IOException {
    Path log = directory.resolve("stderr.txt");
    ProcessBuilder builder =
        JavaProcess.builder(
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                MAIN,
                directory.resolve("data").toString(),
                directory.resolve("mesh").toString())
            .redirectError(log.toFile());
    return new Life(builder.start(), log);
  }

  /** The next line; null once it is dead and all was read. */
  @Nullable String next() throws IOException {
    return said.readLine();
  }

  /**
   * SIGKILL, so many microseconds from now. By the handle, since the process itself would close its
   * streams, and with them go lines that are still to be read.
   */
  void killAfter(int micros) {
    Thread killer =
        new Thread(
            () -> {
              LockSupport.parkNanos(micros * 1_000L);
              process.toHandle().destroyForcibly();
            },
            "killer");
    killer.setDaemon(true);
    killer.start();
  }

  /** What it complained of. */
  String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join(" ", lines.subList(0, Math.min(3, lines.size())));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    int unused = process.waitFor();
  }
}
