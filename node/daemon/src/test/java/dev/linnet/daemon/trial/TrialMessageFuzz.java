package dev.linnet.daemon.trial;

import java.nio.charset.StandardCharsets;

/** A line that a trial's process printed is none of ours, or written and read alike. */
public final class TrialMessageFuzz {
  private TrialMessageFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    TrialMessage.parse(new String(input, StandardCharsets.UTF_8))
        .ifPresent(
            message -> {
              if (!TrialMessage.parse(message.toJson()).filter(message::equals).isPresent()) {
                throw new AssertionError("changes when written and read: " + message);
              }
            });
  }
}
