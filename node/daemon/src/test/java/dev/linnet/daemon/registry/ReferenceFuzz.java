package dev.linnet.daemon.registry;

import dev.linnet.daemon.UserError;
import java.nio.charset.StandardCharsets;

/** What is said to be a reference is refused in one line, or written and read alike. */
public final class ReferenceFuzz {
  private ReferenceFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    Reference reference;
    try {
      reference = Reference.parse(new String(input, StandardCharsets.UTF_8));
    } catch (UserError refused) {
      if (String.valueOf(refused.getMessage()).contains("\n")) {
        throw new AssertionError("more than a line", refused);
      }
      return;
    }
    if (!Reference.parse(reference.toString()).equals(reference)
        || reference.base(false).getHost() == null
        || reference.wanted().isEmpty()
        || reference.name().isEmpty()) {
      throw new AssertionError("is no whole reference: " + reference);
    }
  }
}
