package dev.linnet.firsthour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the page can be seen without a package; {@code scripts/first-hour --check} runs it. */
final class FirstHourTest {
  private static final Path PAGE = Path.of("../../docs/first-hour.md");
  private static final Path UNIT = Path.of("../../scripts/lib/deb/linnet.service");

  @Test
  void everyCommandOfThePageIsFoundAndNothingElseChanges(@TempDir Path directory)
      throws IOException {
    Page page = Page.read(PAGE);
    Path written = directory.resolve("page.md");
    page.write(written);

    assertThat(page.commands()).hasSizeGreaterThan(20);
    assertThat(written).hasSameTextualContentAs(PAGE);
  }

  @Test
  void whatACommandPrintsStandsBelowIt(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("page.md");
    Files.writeString(file, "```console\n$ for i in 1; do\n>   echo $i\n> done\nold\n```\n");
    Page page = Page.read(file);
    Page.Command command = page.commands().get(0);
    try (Shell shell = new Shell(directory, Path.of("/usr/bin"), directory)) {
      page.print(command, shell.run(command.text()));
      assertThat(shell.run("printf half; false")).containsExactly("half", "[1]");
    }
    page.write(file);

    assertThat(file).hasContent("```console\n$ for i in 1; do\n>   echo $i\n> done\n1\n```\n");
  }

  /** Where systemd runs a node, and where the page does. */
  @Test
  void thePageStartsNodesAsTheUnitDoes() throws IOException {
    List<String> unit = Files.readAllLines(UNIT);

    assertThat(unit).contains("ExecStart=/usr/bin/linnet node run -c /etc/linnet/node.yaml");
    assertThat(unit.stream().filter(line -> line.startsWith("Environment=")))
        .allMatch(line -> line.matches("Environment=(LINNET_CACHE|TMPDIR)=.*"))
        .hasSize(2);
    assertThat(Page.read(PAGE).commands())
        .anyMatch(command -> command.text().matches("(?s).*LINNET_CACHE=.*TMPDIR=.*"))
        .anyMatch(command -> command.text().contains("linnet node run -c mesh/nodes/$node/node"));
  }

  @Test
  void onlyWhatVariesIsLeftOut() {
    assertThat(Varying.leftOut("region eu: 12s  jury 2: 0 healthy, 1 unhealthy, 1 silent (eu-2)"))
        .isEqualTo("region eu: AGE jury 2: VOTES");
    assertThat(Varying.leftOut("rollout b907f3b15abd ended ROLLED_BACK"))
        .isEqualTo("rollout DIGEST ended ROLLED_BACK");
    assertThat(Varying.leftOut("gate same failed: 83.3 % of 6 (errors=0, same=0.8333, same.n=6)"))
        .isEqualTo(
            "gate same failed: NUMBER % of COUNT (errors=MEASURED, same=MEASURED, same.n=MEASURED)")
        .isEqualTo(
            Varying.leftOut("gate same failed: 100.0 % of 12 (errors=0, same=1, same.n=12)"));
    assertThat(Varying.leftOut("eu-1  ALIVE  127.0.0.1:7700  scenes=1"))
        .isEqualTo("eu-1 ALIVE 127.0.0.1:7700 scenes=1");
  }

  @Test
  void aSecondJurorWhoSaysTheSameMakesNoDifference() {
    String first =
        "│     ├─ eu-1  vote     ✖ UNHEALTHY         gate same failed: 83.3 % of 6 (same.n=6)";
    String second =
        "│     ├─ eu-2  vote     ✖ UNHEALTHY         gate same failed: 100.0 % of 4 (same.n=4)";
    String other =
        "│     ├─ eu-2  vote     ✖ UNHEALTHY         gate errors failed: 83.3 % of 6 (errors=1)";

    assertThat(Varying.leftOut(List.of(first, second))).isEqualTo(Varying.leftOut(List.of(first)));
    assertThat(Varying.leftOut(List.of(first, other))).hasSize(2);
  }
}
