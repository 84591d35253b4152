package dev.linnet.simulator.scenario;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.FuzzFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** A plan is tried on an exported twin, or refused in one line that names the file. */
public final class TriedPlanFuzz {
  private static final Path FILE = FuzzFiles.file("plan.yaml");
  private static final Twin TWIN = exported();

  private TriedPlanFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    try {
      Candidate candidate = TWIN.candidate(FILE);
      TWIN.with(candidate, Duration.ofHours(1).toNanos());
      if (candidate.patience().isNegative()) {
        throw new AssertionError("waits for less than nothing: " + candidate.patience());
      }
    } catch (DocumentException refused) {
      FuzzFiles.requireLine(FILE.toString(), refused);
    }
  }

  private static Twin exported() {
    String resource = "/dev/linnet/simulator/rehearse/exported.yaml";
    try (InputStream in = TriedPlanFuzz.class.getResourceAsStream(resource)) {
      Files.write(FILE, Objects.requireNonNull(in, resource).readAllBytes());
      return Twin.load(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
