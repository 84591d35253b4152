package dev.linnet.simulator.result;

import dev.linnet.documents.DocumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The events of a result are looked through, or refused in one line that names the file. */
public final class EventsFuzz {
  private static final Path DIRECTORY = temporary();
  private static final Path FILE = DIRECTORY.resolve("events.jsonl");

  private EventsFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try {
      new Trace("eu-1", "m-2", 0, 60).of(DIRECTORY, line -> {});
    } catch (DocumentException refused) {
      String said = String.valueOf(refused.getMessage());
      if (!said.startsWith(FILE.toString()) || said.contains("\n")) {
        throw new AssertionError("not a line that names the file: " + said, refused);
      }
    }
  }

  private static Path temporary() {
    try {
      Path directory = Files.createTempDirectory("linnet-fuzz");
      directory.toFile().deleteOnExit();
      directory.resolve("events.jsonl").toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
