package dev.linnet.daemon.command;

import java.nio.charset.StandardCharsets;

/** The JSON that predict is given is refused as an illegal argument, or becomes a request. */
public final class PredictFuzz {
  private PredictFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      InferenceJson.request("m", "1", new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      if (String.valueOf(refused.getMessage()).contains("\n")) {
        throw new AssertionError("more than a line", refused);
      }
    }
  }
}
