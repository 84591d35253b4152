package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.FuzzFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** A trace of churn is read to gaps that end, or refused in one line that names the file. */
public final class ChurnTraceFuzz {
  private static final Path SCENARIO = Path.of("/scenarios/mine.yaml");
  private static final String NAME = "trace.csv";
  private static final Region REGION =
      new Region(new RegionName("eu"), "eu", Collections.nCopies(3, DeviceClass.PLAIN));

  private ChurnTraceFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    TreeMap<String, String> beside = new TreeMap<>();
    beside.put(NAME, new String(input, StandardCharsets.UTF_8));
    try {
      Churn churn =
          Churn.read(
              0,
              YamlReader.parse("trace: " + NAME, SCENARIO.toString()),
              new Nodes(List.of(REGION)),
              SideFiles.beside(SCENARIO, beside));
      for (Churn.Gap gap : churn.gaps(1, 60_000_000_000L)) {
        if (gap.fromNanos() < 0 || gap.untilNanos() < gap.fromNanos()) {
          throw new AssertionError("no span of time: " + gap);
        }
      }
    } catch (DocumentException refused) {
      FuzzFiles.requireLine("/scenarios/" + NAME, refused);
    }
  }
}
