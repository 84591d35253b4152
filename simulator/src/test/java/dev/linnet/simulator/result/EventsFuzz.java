package dev.linnet.simulator.result;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The events of a result are looked through, or refused in one line that names the file. */
public final class EventsFuzz {
  private static final Path DIRECTORY = FuzzFiles.directory("events.jsonl");
  private static final Path FILE = DIRECTORY.resolve("events.jsonl");

  private EventsFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try {
      new Trace("eu-1", "m-2", 0, 60).of(DIRECTORY, line -> {});
    } catch (DocumentException refused) {
      FuzzFiles.requireLine(FILE.toString(), refused);
    }
  }
}
