package dev.linnet.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name in a file beside a scenario is a name of the scenario, or is refused. */
class SideFilesTest {
  private static final String REGIONS = "regions: {eu: 2, us: 2}\nmodels: {m: {\"1\": {}}}\n";
  private static final String MATRIX = REGIONS + "links: {matrix: lines.csv}\n";
  private static final String TRACE = REGIONS + "churn: [{trace: trace.csv}]\n";

  private final Path directory;

  SideFilesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void matrixNamesSitesOfTheScenario() throws IOException {
    Files.writeString(directory.resolve("lines.csv"), "rtt_ms,eu,oregon\neu,,90\n");
    String sited = MATRIX.replace("us: 2", "us: {nodes: 2, site: oregon}");
    MeshScenario scenario = read(sited);
    assertThat(scenario.lines().table().oneWayNanos("oregon", "eu")).hasValue(45_000_000);

    refused(
        sited,
        "lines.csv",
        "rtt_ms,eu,oregno\neu,,90\n",
        ":1: cell 3: unknown region or site 'oregno'; did you mean 'oregon'?");
    refused(
        sited,
        "lines.csv",
        "rtt_ms,eu,oregon\nue,,90\n",
        ":2: cell 1: unknown region or site 'ue'; did you mean 'eu'?");
    refused(
        sited,
        "lines.csv",
        "site,eu,oregon\neu,,90\n",
        ":1: cell 1: expected rtt_ms and the names of sites");
    refused(MATRIX, "lines.csv", "", ":1: cell 1: expected rtt_ms and the names of sites");
  }

  @Test
  void matrixSaysAllWaysOrBetweenDoes() throws IOException {
    String small = "rtt_ms,eu\neu,1\n";
    refusedBy(
        "mine.yaml:3:17: links.matrix: lines.csv says nothing of the way from eu to us; add it,"
            + " there or below pairs, or say between",
        MATRIX,
        "lines.csv",
        small);

    read(MATRIX.replace("lines.csv", "lines.csv, between: 70 ms"));
    read(MATRIX.replace("lines.csv", "lines.csv, pairs: [{from: us, to: eu, delay: 70 ms}]"));
    String lossAlone =
        MATRIX.replace("lines.csv", "lines.csv, pairs: [{from: us, to: eu, loss: 1%}]");
    refusedBy("add it, there or below pairs, or say between", lossAlone, "lines.csv", small);
  }

  @Test
  void traceBeginsWithItsHead() throws IOException {
    Files.writeString(directory.resolve("trace.csv"), "node,start,end\neu-1,10,20\n");
    assertThat(read(TRACE).churn().get(0).gaps(1, 30_000_000_000L)).hasSize(2);

    refused(
        TRACE,
        "trace.csv",
        "eu-1,10,20\neu-1,30,40\n",
        ":1: expected the line node,start,end, got 'eu-1,10,20'");
    refused(TRACE, "trace.csv", "", ":1: expected the line node,start,end, got ''");
  }

  @Test
  void tableMayBeLargerThanADocument() throws IOException {
    String head = "node,start,end\neu-1,10,20\n";
    Path trace = directory.resolve("trace.csv");
    StringBuilder large = new StringBuilder(head);
    for (int i = 20; large.length() <= YamlReader.MAX_BYTES; i++) {
      large.append("eu-1,").append(i).append(",").append(i + 1).append('\n');
    }
    Files.writeString(trace, large);

    assertThat(read(TRACE).churn()).hasSize(1);
    assertThat(Files.size(trace)).isGreaterThan(YamlReader.MAX_BYTES);
  }

  private void refused(String document, String file, String text, String expected)
      throws IOException {
    refusedBy(directory.resolve(file) + expected, document, file, text);
  }

  private void refusedBy(String expected, String document, String file, String text)
      throws IOException {
    Files.writeString(directory.resolve(file), text);
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> read(document))
        .withMessageEndingWith(expected);
  }

  private MeshScenario read(String document) {
    return ScenarioFile.mesh(
        YamlReader.parse(document, "mine.yaml"), directory.resolve("mine.yaml"));
  }
}
