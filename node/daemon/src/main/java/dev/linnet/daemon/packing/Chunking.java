package dev.linnet.daemon.packing;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.trust.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Alone decides where one chunk ends and the next begins. Readers take what the manifest says. */
final class Chunking {
  /**
   * Small enough that a lost or wrong one costs little on a thin link, large enough that the
   * manifest of a model of 1 GiB stays below half a megabyte.
   */
  static final int CHUNK_BYTES = 256 * 1024;

  private Chunking() {}

  /** Cuts a file; holds one chunk in memory. */
  static ModelFile cut(Path file, String path) throws IOException {
    MessageDigest whole = sha256();
    List<ChunkRef> chunks = new ArrayList<>();
    long sizeBytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = in.readNBytes(CHUNK_BYTES);
      while (chunk.length > 0) {
        whole.update(chunk);
        chunks.add(new ChunkRef(Digest.of(chunk), chunk.length));
        sizeBytes += chunk.length;
        chunk = in.readNBytes(CHUNK_BYTES);
      }
    }
    return new ModelFile(path, sizeBytes, Digest.ofRaw(whole.digest()), chunks);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
