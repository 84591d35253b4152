package dev.linnet.simulator.sweep;

import dev.linnet.documents.DocumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The runs of a shard are written and read alike, or refused in one line that names the file. */
public final class RunsFuzz {
  private static final Path DIRECTORY = temporary();
  private static final Path FILE = DIRECTORY.resolve("runs.jsonl");

  private RunsFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    List<Journal.Done> runs;
    try {
      Journal journal = new Journal(DIRECTORY);
      journal.write();
      runs = journal.all();
    } catch (DocumentException refused) {
      String said = String.valueOf(refused.getMessage());
      if (!said.startsWith(FILE.toString()) || said.contains("\n")) {
        throw new AssertionError("not a line that names the file: " + said, refused);
      }
      return;
    }
    if (!new Journal(DIRECTORY).all().equals(runs)) {
      throw new AssertionError("change when written and read: " + runs);
    }
  }

  private static Path temporary() {
    try {
      Path directory = Files.createTempDirectory("linnet-fuzz");
      directory.toFile().deleteOnExit();
      directory.resolve("runs.jsonl").toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
