package dev.linnet.daemon.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of a model: a blob that is the file as it is.
 *
 * @param path relative, with {@code /} between its parts, and inside the model's directory
 */
record Layer(String path, Digest digest, long sizeBytes) {
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern PACKED = Pattern.compile(".*(\\.tar|\\+gzip|\\+zstd)");
  private static final String PATH = "org.cncf.model.filepath";
  private static final String TITLE = "org.opencontainers.image.title";

  /** ORAS gives this type to any file of which it was told none. */
  private static final String ORAS_FILE = "application/vnd.oci.image.layer.v1.tar";

  /** What ORAS puts beside a directory, which it packs. */
  private static final String ORAS_UNPACK = "io.deis.oras.content.unpack";

  /**
   * Reads a descriptor.
   *
   * @throws IllegalArgumentException naming what is wrong with it
   */
  static Layer of(JsonObject descriptor) {
    String type = Untrusted.requireText(descriptor, "mediaType");
    JsonObject annotations = Untrusted.object(descriptor, "annotations");
    requireFile(type, annotations);
    @Nullable String path = Untrusted.text(annotations, PATH);
    if (path == null) {
      path = Untrusted.text(annotations, TITLE);
    }
    if (path == null) {
      throw new IllegalArgumentException(
          "a layer of type %s names no file: expected annotation %s or %s"
              .formatted(Untrusted.shown(type), PATH, TITLE));
    }
    return new Layer(
        ManifestJson.requirePath(path),
        digest(Untrusted.requireText(descriptor, "digest")),
        size(descriptor.get("size")));
  }

  private static void requireFile(String type, JsonObject annotations) {
    boolean packedByOras = "true".equals(Untrusted.text(annotations, ORAS_UNPACK));
    boolean orasFile =
        type.equals(ORAS_FILE) && !packedByOras && annotations.has(TITLE) && !annotations.has(PATH);
    if (!orasFile && (packedByOras || PACKED.matcher(type).matches())) {
      throw new IllegalArgumentException(
          "a layer of type %s is packed: store each file as a layer of its own (`kit pack --layer-format raw`, `oras push` with the files), or unpack it and push the directory"
              .formatted(Untrusted.shown(type)));
    }
  }

  static Digest digest(String text) {
    Matcher form = DIGEST.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "digest '" + Untrusted.shown(text) + "': expected sha256: and 64 digits");
    }
    return new Digest(form.group(1));
  }

  private static long size(@Nullable JsonElement element) {
    if (element == null || !SIZE.matcher(element.toString()).matches()) {
      throw new IllegalArgumentException("size: expected a number of bytes");
    }
    return Long.parseLong(element.toString());
  }
}
