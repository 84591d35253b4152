package dev.linnet.daemon.identity;

import java.util.Arrays;

/** A stranger's request for a certificate is refused as an illegal argument, or proves its key. */
public final class Pkcs10Fuzz {
  private Pkcs10Fuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    Pkcs10 request;
    try {
      request = Pkcs10.open(input);
    } catch (IllegalArgumentException refused) {
      return;
    }
    if (!Arrays.equals(request.der(), input)
        || !SpiffeId.parse(request.id().toString()).filter(request.id()::equals).isPresent()) {
      throw new AssertionError("is about another name than it says: " + request.id());
    }
  }
}
