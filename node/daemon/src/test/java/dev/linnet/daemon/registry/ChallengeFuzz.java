package dev.linnet.daemon.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** However a registry asks for a login: a scheme that is answered, or none. */
public final class ChallengeFuzz {
  private ChallengeFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    // What a header may hold is one byte a character.
    List<String> headers = List.of(new String(input, StandardCharsets.ISO_8859_1).split("\n", -1));
    Challenge.choose(headers)
        .ifPresent(
            chosen -> {
              if (!List.of(Challenge.BEARER, Challenge.BASIC).contains(chosen.scheme())) {
                throw new AssertionError("is not answered: " + chosen);
              }
            });
  }
}
