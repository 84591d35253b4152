package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Lines that processes print into files. */
final class Logs {
  private Logs() {}

  /** The first line of a file that fits; waits for it. */
  static String await(Path log, Duration timeout, Predicate<String> fits) {
    Await.until(
        () -> "a line that was waited for in " + log, timeout, () -> find(log, fits).isPresent());
    return find(log, fits).orElseThrow();
  }

  static void awaitAll(List<Path> logs, Duration timeout, String line) {
    logs.forEach(log -> await(log, timeout, line::equals));
  }

  private static Optional<String> find(Path log, Predicate<String> fits) {
    try {
      return Files.exists(log)
          ? Files.readAllLines(log).stream().filter(fits).findFirst()
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
