package dev.linnet.daemon.inference;

import dev.linnet.daemon.serving.InferenceException;
import java.nio.charset.StandardCharsets;

/** The true outcome of an inference is refused with a status, or read. */
public final class FeedbackFuzz {
  private FeedbackFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      FeedbackRest.Outcome.parse(new String(input, StandardCharsets.UTF_8));
    } catch (InferenceException refused) {
      if (refused.status().httpStatus() != 400) {
        throw new AssertionError("not the caller's mistake: " + refused.status(), refused);
      }
    }
  }
}
