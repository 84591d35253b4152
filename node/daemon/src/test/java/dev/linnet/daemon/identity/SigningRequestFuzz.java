package dev.linnet.daemon.identity;

import java.nio.charset.StandardCharsets;

/** A signing request is refused as an illegal argument, or read to what stays itself. */
public final class SigningRequestFuzz {
  private SigningRequestFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    SigningRequest request;
    try {
      request = SigningRequest.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      return;
    }
    SigningRequest again = SigningRequest.parse(request.toJson());
    if (!again.id().equals(request.id()) || !again.factKey().equals(request.factKey())) {
      throw new AssertionError("changes when written and read: " + request.id());
    }
  }
}
