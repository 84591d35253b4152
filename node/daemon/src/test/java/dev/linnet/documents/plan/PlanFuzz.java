package dev.linnet.documents.plan;

import dev.linnet.documents.DocumentException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A person's plan is read, or refused in one line for a person. */
public final class PlanFuzz {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private PlanFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      PlanFile.parse(new String(input, StandardCharsets.UTF_8), "plan.yaml", NOW);
    } catch (DocumentException refused) {
      String said = String.valueOf(refused.getMessage());
      if (!said.startsWith("plan.yaml")) {
        throw new AssertionError("does not name the file: " + said, refused);
      }
    }
  }
}
