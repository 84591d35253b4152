package dev.linnet.simulator.scenario;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.FuzzFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** A table of latencies is read, or refused in one line that names the file. */
public final class LatencyMatrixFuzz {
  private static final Path SCENARIO = Path.of("/scenarios/mine.yaml");
  private static final String NAME = "lines.csv";

  private LatencyMatrixFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    TreeMap<String, String> beside = new TreeMap<>();
    beside.put(NAME, new String(input, StandardCharsets.UTF_8));
    try {
      LatencyMatrix table =
          LatencyMatrix.read(
              YamlReader.parse(NAME, SCENARIO.toString()),
              List.of("eu", "us"),
              SideFiles.beside(SCENARIO, beside));
      if (table.oneWayNanos("eu", "us").orElse(0) < 0) {
        throw new AssertionError("a latency below 0");
      }
    } catch (DocumentException refused) {
      FuzzFiles.requireLine("/scenarios/" + NAME, refused);
    }
  }
}
