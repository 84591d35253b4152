package dev.linnet.daemon.inference;

import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.RequestMemory;
import java.util.Arrays;

/**
 * A request for an inference over REST is refused with a status, or read. The first two bytes say
 * how much of the rest is JSON; binary tensors follow it.
 */
public final class RestInferFuzz {
  private RestInferFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] body = Arrays.copyOfRange(input, 2, input.length);
    int jsonLength = Math.min((input[0] & 0xff) << 8 | input[1] & 0xff, body.length);
    try {
      RestRequestReader.read(body, jsonLength, RequestMemory.unbounded().hold());
    } catch (InferenceException refused) {
      if (refused.getMessage() == null || refused.getMessage().isBlank()) {
        throw new AssertionError("refused without a reason", refused);
      }
    }
  }
}
