package dev.linnet.daemon.identity;

import java.nio.charset.StandardCharsets;

/** A grant is refused as an illegal argument, or read to what stays itself. */
public final class GrantFuzz {
  private GrantFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    Grant grant;
    try {
      grant = Grant.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      return;
    }
    if (!Grant.parse(grant.toJson()).equals(grant)) {
      throw new AssertionError("changes when written and read: " + grant);
    }
  }
}
