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
import java.util.Arrays;
import java.util.List;

/** Where a file's chunks begin and end: every 256 KiB. */
final class Chunking {
  static final int CHUNK_BYTES = 256 * 1024;

  private Chunking() {}

  /** Takes the chunks of a file one after the other. */
  interface Sink {
    void chunk(Digest digest, byte[] bytes) throws IOException;
  }

  /** Reads a file once, with one chunk in memory at a time. */
  static ModelFile read(Path file, String path, Sink sink) throws IOException {
    MessageDigest whole = sha256();
    List<ChunkRef> chunks = new ArrayList<>();
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (byte[] buffer = in.readNBytes(CHUNK_BYTES);
          buffer.length > 0;
          buffer = in.readNBytes(CHUNK_BYTES)) {
        byte[] bytes = Arrays.copyOf(buffer, buffer.length);
        whole.update(bytes);
        Digest digest = Digest.of(bytes);
        chunks.add(new ChunkRef(digest, bytes.length));
        size += bytes.length;
        sink.chunk(digest, bytes);
      }
    }
    return new ModelFile(path, size, Digest.ofRaw(whole.digest()), chunks);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
