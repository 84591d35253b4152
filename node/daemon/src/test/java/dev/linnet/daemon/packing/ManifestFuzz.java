package dev.linnet.daemon.packing;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;

/** A manifest from a peer or a file is refused as an illegal argument, or read. */
public final class ManifestFuzz {
  private ManifestFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    String json = new String(input, StandardCharsets.UTF_8);
    Manifest manifest;
    try {
      manifest = ManifestJson.parse(Digest.of(json.getBytes(StandardCharsets.UTF_8)), json);
    } catch (IllegalArgumentException refused) {
      return;
    }
    manifest.files().forEach(file -> ManifestJson.requirePath(file.path()));
  }
}
