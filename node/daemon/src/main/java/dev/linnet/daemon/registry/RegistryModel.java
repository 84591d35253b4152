package dev.linnet.daemon.registry;

import com.google.gson.JsonObject;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model in a registry: a manifest whose layers are its files, as CNCF ModelPack, KitOps and ORAS
 * lay it out. What the configuration blob says of the model is not asked for; the model itself says
 * it.
 */
public final class RegistryModel {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  /** As many files as a model may have. */
  private static final int MAX_LAYERS = 1_000;

  private static final int MAX_LISTED = 5;

  private final Registry registry;
  private final Reference pinned;
  private final List<Layer> layers;
  private final long sizeBytes;

  private RegistryModel(Registry registry, Digest digest, List<Layer> layers) {
    this.registry = registry;
    this.pinned = registry.reference().at(digest);
    this.layers = layers;
    this.sizeBytes = sizeBytes(layers);
  }

  /**
   * Reads the manifest.
   *
   * @throws UserError in one line, if there is none, or none of a model
   */
  public static RegistryModel find(Registry registry) {
    Reference reference = registry.reference();
    try {
      byte[] bytes = registry.manifest(reference.wanted(), MANIFEST + ", " + INDEX);
      Digest digest = requireDigest(bytes, reference.digest());
      JsonObject document = document(bytes);
      if (document.has("manifests")) {
        digest = only(document);
        bytes = registry.manifest("sha256:" + digest.hex(), MANIFEST);
        requireDigest(bytes, digest);
        document = document(bytes);
      }
      return new RegistryModel(registry, digest, layers(document));
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.FAILED, reference + ": " + e.getMessage(), e);
    }
  }

  private static Digest requireDigest(byte[] manifest, @Nullable Digest wanted) {
    Digest found = Digest.of(manifest);
    if (wanted != null && !found.equals(wanted)) {
      throw new IllegalArgumentException(
          "the registry gave another manifest, with sha256:" + found.hex());
    }
    return found;
  }

  /** One reader could take a document that is both for a manifest and another for an index. */
  static JsonObject document(byte[] bytes) {
    JsonObject document = Untrusted.document(bytes);
    if (document.has("manifests") == document.has("layers")) {
      throw new IllegalArgumentException("expected a manifest with layers, or an index");
    }
    return document;
  }

  private static Digest only(JsonObject index) {
    List<JsonObject> entries = Untrusted.objects(index, "manifests", MAX_LAYERS);
    List<Digest> digests =
        entries.stream().map(each -> Layer.digest(Untrusted.requireText(each, "digest"))).toList();
    if (digests.size() > 1) {
      throw new IllegalArgumentException(
          "%d manifests have that name: name one of them with @, such as %s"
              .formatted(
                  digests.size(),
                  digests.stream()
                      .limit(MAX_LISTED)
                      .map(each -> "sha256:" + each.hex())
                      .collect(Collectors.joining(", "))));
    }
    return digests.get(0);
  }

  static List<Layer> layers(JsonObject manifest) {
    List<Layer> layers =
        Untrusted.objects(manifest, "layers", MAX_LAYERS).stream().map(Layer::of).toList();
    SortedSet<String> paths = new TreeSet<>();
    for (Layer layer : layers) {
      if (!paths.add(layer.path())) {
        throw new IllegalArgumentException("two layers are file " + layer.path());
      }
    }
    for (String path : paths) {
      for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
        if (paths.contains(path.substring(0, end))) {
          throw new IllegalArgumentException(
              path.substring(0, end) + " is a file, and the directory of " + path);
        }
      }
    }
    return layers;
  }

  private static long sizeBytes(List<Layer> layers) {
    try {
      return layers.stream().mapToLong(Layer::sizeBytes).reduce(0, Math::addExact);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the layers are larger than any disk", e);
    }
  }

  /** The manifest by its digest, whatever name led to it. */
  public Reference pinned() {
    return pinned;
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  /** The one ONNX file outside of any directory; empty if there is none, or several. */
  public Optional<String> loneOnnxFile() {
    List<String> found =
        layers.stream()
            .map(Layer::path)
            .filter(path -> path.indexOf('/') < 0 && path.endsWith(".onnx"))
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /**
   * Lays the files out.
   *
   * @param directory empty, and nobody else's
   * @param more is told of bytes as they come
   */
  public void layOut(Path directory, LongConsumer more) {
    try {
      requireRoom(directory);
      for (Layer layer : layers) {
        Path file = directory.resolve(layer.path());
        Files.createDirectories(file.getParent());
        registry.blob(layer.digest(), layer.sizeBytes(), file, more);
      }
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED, directory + ": cannot be written (" + e.getMessage() + ")", e);
    }
  }

  private void requireRoom(Path directory) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (sizeBytes > free) {
      throw new UserError(
          UserError.FAILED,
          "%s has %d bytes, and %s has room for %d: name a larger directory with TMPDIR"
              .formatted(pinned, sizeBytes, directory, free));
    }
  }
}
