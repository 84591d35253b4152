package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus's own tool, where the machine has it; Debian's package is {@code prometheus}. */
final class Promtool {
  private Promtool() {}

  static boolean isThere() {
    for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(directory, "promtool"))) {
        return true;
      }
    }
    return false;
  }

  /** Fails with the tool's own words unless it finds nothing to say; skipped without the tool. */
  static void check(String input, String... arguments) throws IOException, InterruptedException {
    assumeTrue(isThere(), "no promtool here");
    List<String> command = new ArrayList<>(List.of("promtool", "check"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
