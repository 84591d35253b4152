package dev.linnet.daemon.origin;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.daemon.ChunkUnavailable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a chunk lies on its origin: a URL, the file's path, the place of the chunk's first byte,
 * and its length. An origin {@code .../v2/REPOSITORY/blobs} is an OCI registry (distribution-spec,
 * "Pulling blobs"): there each file is a blob of its own, named by the SHA-256 that the manifest
 * gives it, so that no tag is believed.
 */
record Slice(URI uri, String path, long start, int length) {
  private static final Pattern REGISTRY = Pattern.compile("https?://[^/]+/v2/.+/blobs/?");

  /**
   * Finds a chunk of a manifest.
   *
   * @throws ChunkUnavailable if the manifest has no origin, or one that is no HTTP(S) URL
   * @throws IndexOutOfBoundsException if the manifest has no such chunk
   */
  static Slice of(Manifest manifest, int chunkIndex) {
    int index = chunkIndex;
    for (ModelFile file : manifest.files()) {
      if (index < file.chunks().size()) {
        long start = 0;
        for (ChunkRef before : file.chunks().subList(0, index)) {
          start += before.sizeBytes();
        }
        return new Slice(
            uri(manifest.origin(), file), file.path(), start, file.chunks().get(index).sizeBytes());
      }
      index -= file.chunks().size();
    }
    throw new IndexOutOfBoundsException("no chunk " + chunkIndex);
  }

  private static URI uri(@Nullable String origin, ModelFile file) {
    if (origin == null) {
      throw new ChunkUnavailable(ChunkFailure.MISSING, "the manifest names no origin");
    }
    try {
      URI base = new URI(origin.endsWith("/") ? origin : origin + "/");
      boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
      if (!http || base.getHost() == null) {
        throw new ChunkUnavailable(
            ChunkFailure.MISSING, "origin " + origin + ": expected http:// or https:// and a host");
      }
      if (REGISTRY.matcher(origin).matches()) {
        return new URI(base.toASCIIString() + "sha256:" + file.digest().hex());
      }
      // Escapes what a URL cannot hold; the leading slash keeps a colon from making a scheme.
      String escaped = new URI(null, null, "/" + file.path(), null).toASCIIString().substring(1);
      return new URI(base.toASCIIString() + escaped);
    } catch (URISyntaxException e) {
      throw new ChunkUnavailable(ChunkFailure.MISSING, "origin " + origin + ": not a URL");
    }
  }

  String range() {
    return "bytes=" + start + "-" + (start + length - 1);
  }

  /** What the {@code Content-Range} of the right answer begins with. */
  String contentRange() {
    return "bytes " + start + "-" + (start + length - 1) + "/";
  }
}
