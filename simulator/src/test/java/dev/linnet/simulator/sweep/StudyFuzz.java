package dev.linnet.simulator.sweep;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.FuzzFiles;
import dev.linnet.simulator.scenario.SideFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;

/** The first points of a study are read, or refused in one line that names the file. */
public final class StudyFuzz {
  private static final Path FILE = Path.of("/scenarios/mine.yaml");

  private StudyFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      String text = new String(input, StandardCharsets.UTF_8);
      StudyFile.read(
          YamlReader.parse(text, FILE.toString()),
          FILE,
          SideFiles.beside(FILE, Collections.emptySortedMap()),
          point -> point < 3);
    } catch (DocumentException refused) {
      FuzzFiles.requireLine("/", refused);
    }
  }
}
