package dev.linnet.simulator.result;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

/** The manifest of a shard's results is compared, or refused in one line that names the file. */
public final class ResultsManifestFuzz {
  private static final Path DIRECTORY = FuzzFiles.directory("manifest.json");
  private static final Path FILE = DIRECTORY.resolve("manifest.json");
  private static final ManifestFile OWN =
      new ManifestFile(
          "mine", "studySha256", new ScenarioText("{}", Collections.emptySortedMap()), 1);

  private ResultsManifestFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try {
      OWN.differenceTo(DIRECTORY);
    } catch (DocumentException refused) {
      FuzzFiles.requireLine(FILE.toString(), refused);
    }
  }
}
