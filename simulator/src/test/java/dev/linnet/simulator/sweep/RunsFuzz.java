package dev.linnet.simulator.sweep;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The runs of a shard are written and read alike, or refused in one line that names the file. */
public final class RunsFuzz {
  private static final Path DIRECTORY = FuzzFiles.directory("runs.jsonl");
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
      FuzzFiles.requireLine(FILE.toString(), refused);
      return;
    }
    if (!new Journal(DIRECTORY).all().equals(runs)) {
      throw new AssertionError("change when written and read: " + runs);
    }
  }
}
