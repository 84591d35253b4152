package dev.linnet.daemon.joining;

import java.nio.charset.StandardCharsets;

/** A join token is refused as an illegal argument, or read to what stays itself. */
public final class JoinTokenFuzz {
  private JoinTokenFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    JoinToken token;
    try {
      token = JoinToken.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      return;
    }
    if (!JoinToken.parse(token.text()).equals(token)) {
      throw new AssertionError("changes when written and read: " + token);
    }
  }
}
