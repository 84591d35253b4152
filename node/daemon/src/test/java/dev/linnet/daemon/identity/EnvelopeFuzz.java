package dev.linnet.daemon.identity;

import dev.linnet.core.trust.Envelope;
import java.nio.charset.StandardCharsets;

/** A DSSE envelope's JSON is refused as an illegal argument, or read to what stays itself. */
public final class EnvelopeFuzz {
  private EnvelopeFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    Envelope envelope;
    try {
      envelope = EnvelopeFile.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      return;
    }
    if (!EnvelopeFile.parse(EnvelopeFile.write(envelope)).equals(envelope)) {
      throw new AssertionError("changes when written and read: " + envelope);
    }
  }
}
