package dev.linnet.simulator.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SwarmCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int swarm(String... arguments) {
    CommandLine line = new CommandLine(new SwarmCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void putsItsTableIntoTheDocument(@TempDir Path directory) throws IOException {
    Path document = directory.resolve("swarm.md");
    Files.writeString(
        document, "before\n<!-- simulated -->\nold\n<!-- end of simulated -->\nafter\n");
    assertThat(swarm("--max-nodes", "32", "--chunks", "8", "--into", directory.toString()))
        .isZero();
    assertThat(Files.readString(document))
        .startsWith("before\n<!-- simulated -->\n| nodes |")
        .contains("\n| 32 | 4 | 0 % | ")
        .doesNotContain("old", "NaN")
        .endsWith("<!-- end of simulated -->\nafter\n");
    assertThat(out.toString()).contains("| 32 | 4 | 0 % | ");
  }

  @Test
  void refusesWhatMovesNothing() {
    assertThat(swarm("--chunks", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--chunks, --runs: expected 1 or more");
  }
}
