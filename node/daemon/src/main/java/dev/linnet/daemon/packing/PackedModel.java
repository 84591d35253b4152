package dev.linnet.daemon.packing;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model on this machine, ready to be sent: its manifest, and its chunks, read one at a time. */
public final class PackedModel {
  private final Path root;
  private final Manifest manifest;
  private final String json;

  PackedModel(Path root, Manifest manifest, String json) {
    this.root = root;
    this.manifest = manifest;
    this.json = json;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** The manifest's very text: the SHA-256 of its UTF-8 bytes is the manifest's digest. */
  public String json() {
    return json;
  }

  /**
   * Reads the chunk at a place in {@link Manifest#chunks()}.
   *
   * @throws UserError if its file is not what it was when the model was packed
   * @throws IndexOutOfBoundsException if there is no such chunk
   */
  public byte[] readChunk(int index) {
    int place = index;
    for (ModelFile file : manifest.files()) {
      if (place < file.chunks().size()) {
        return read(file, place);
      }
      place -= file.chunks().size();
    }
    throw new IndexOutOfBoundsException("no chunk " + index);
  }

  private byte[] read(ModelFile file, int place) {
    ChunkRef chunk = file.chunks().get(place);
    long start =
        file.chunks().subList(0, place).stream().mapToLong(ChunkRef::sizeBytes).sum();
    Path path = root.resolve(file.path());
    byte[] bytes = new byte[chunk.sizeBytes()];
    try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
      in.seek(start);
      in.readFully(bytes);
    } catch (IOException e) {
      throw changed(path, e);
    }
    if (!Digest.of(bytes).equals(chunk.digest())) {
      throw changed(path, null);
    }
    return bytes;
  }

  private static UserError changed(Path path, @Nullable Throwable cause) {
    String message = path + " changed while it was being sent: push the model again";
    return cause == null
        ? new UserError(UserError.FAILED, message)
        : new UserError(UserError.FAILED, message, cause);
  }
}
