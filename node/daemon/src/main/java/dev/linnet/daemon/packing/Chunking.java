package dev.linnet.daemon.packing;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a file into chunks and hashes both, in one reading. Holds {@link #WINDOW_BYTES} of it in
 * memory, however long it is. Readers take what the manifest says and know nothing of this.
 */
final class Chunking {
  private static final int WINDOW_BYTES = 2 * Grain.MAX_BYTES;

  private final Path file;
  private final InputStream in;
  private final byte[] window = new byte[WINDOW_BYTES];
  private int start;
  private int end;

  private Chunking(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Cuts a file.
   *
   * @param stretches what the file is made of, as it was measured before
   * @throws UserError if it has another size by now
   */
  static ModelFile cut(Path file, String path, List<Stretch> stretches) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new Chunking(file, in).cut(path, stretches);
    }
  }

  private ModelFile cut(String path, List<Stretch> stretches) throws IOException {
    MessageDigest whole = Digest.sha256();
    MessageDigest one = Digest.sha256();
    List<ChunkRef> chunks = new ArrayList<>();
    long sizeBytes = 0;
    for (Stretch stretch : stretches) {
      long left = stretch.sizeBytes();
      while (left > 0) {
        need((int) Math.min(left, Grain.MAX_BYTES));
        int size = Gear.cut(window, start, left, stretch);
        whole.update(window, start, size);
        one.update(window, start, size);
        chunks.add(new ChunkRef(Digest.ofRaw(one.digest()), size));
        start += size;
        left -= size;
      }
      sizeBytes += stretch.sizeBytes();
    }
    if (start < end || in.read() >= 0) {
      throw changed();
    }
    return new ModelFile(path, sizeBytes, Digest.ofRaw(whole.digest()), chunks);
  }

  /** Has at least that many bytes in the window. */
  private void need(int bytes) throws IOException {
    if (end - start >= bytes) {
      return;
    }
    System.arraycopy(window, start, window, 0, end - start);
    end -= start;
    start = 0;
    end += in.readNBytes(window, end, window.length - end);
    if (end < bytes) {
      throw changed();
    }
  }

  private UserError changed() {
    return new UserError(
        UserError.FAILED, "model file " + file + " changed while it was packed: push it again");
  }
}
