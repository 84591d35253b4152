package dev.linnet.daemon.registry;

import java.nio.file.Path;
import java.util.List;

/** Whatever a registry gives for a manifest: files inside one directory, or refused in words. */
public final class RegistryManifestFuzz {
  private static final Path DIRECTORY = Path.of("/d");

  private RegistryManifestFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    List<Layer> layers;
    try {
      layers = RegistryModel.layers(RegistryModel.document(input));
    } catch (IllegalArgumentException refused) {
      return;
    }
    for (Layer layer : layers) {
      Path file = DIRECTORY.resolve(layer.path());
      boolean inside = file.startsWith(DIRECTORY) && file.equals(file.normalize());
      if (!inside || file.equals(DIRECTORY) || layer.sizeBytes() < 0) {
        throw new AssertionError("not a file inside: " + layer);
      }
    }
    if (layers.stream().map(Layer::path).distinct().count() != layers.size()) {
      throw new AssertionError("one file twice: " + layers);
    }
  }
}
