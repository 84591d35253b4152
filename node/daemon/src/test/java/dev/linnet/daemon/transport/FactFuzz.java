package dev.linnet.daemon.transport;

import dev.linnet.core.replica.Fact;

/** The bytes of a fact, from a peer or the store, are refused, or read to a fact that stays it. */
public final class FactFuzz {
  private FactFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    Fact fact;
    try {
      fact = WireCodec.decodeFact(input);
    } catch (IllegalArgumentException refused) {
      return;
    }
    Fact again = WireCodec.decodeFact(WireCodec.encodeFact(fact));
    if (!again.equals(fact)) {
      throw new AssertionError("read " + fact + ", written and read " + again);
    }
  }
}
