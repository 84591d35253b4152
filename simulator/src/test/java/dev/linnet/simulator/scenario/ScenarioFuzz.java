package dev.linnet.simulator.scenario;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.FuzzFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A scenario is read, or refused in one line that names the file, which may be one beside it. */
public final class ScenarioFuzz {
  private static final Path FILE = Path.of("/scenarios/mine.yaml");
  private static final Map<String, String> BESIDE =
      Map.of(
          "lines.csv", "rtt_ms,eu,us\neu,,90\n",
          "trace.csv", "node,start,end\neu-1,0,60\n",
          "plan.yaml",
              "spec: {model: {name: m, version: \"1\"}, waves: [{name: a, regions: [eu]}]}\n");

  private ScenarioFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      String text = new String(input, StandardCharsets.UTF_8);
      ScenarioFile.read(
          YamlReader.parse(text, FILE.toString()),
          FILE,
          SideFiles.beside(FILE, new TreeMap<>(BESIDE)));
    } catch (DocumentException refused) {
      FuzzFiles.requireLine("/", refused);
    }
  }
}
