package dev.linnet.daemon.packing;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A model on this machine, cut into chunks, ready to be sent; its content stays in its files.
 *
 * @param root the directory that the manifest's paths are relative to
 * @param json the manifest's very text
 */
public record PackedModel(Path root, Manifest manifest, String json) implements ChunkSource {
  /** Read again from its file. */
  @Override
  public ByteBuffer read(int index) {
    int left = index;
    for (ModelFile file : manifest.files()) {
      if (left < file.chunks().size()) {
        return read(root.resolve(file.path()), file, left);
      }
      left -= file.chunks().size();
    }
    throw new IndexOutOfBoundsException(index);
  }

  private static ByteBuffer read(Path path, ModelFile file, int index) {
    ChunkRef chunk = file.chunks().get(index);
    long start = file.chunks().stream().limit(index).mapToLong(ChunkRef::sizeBytes).sum();
    ByteBuffer content = ByteBuffer.allocate(chunk.sizeBytes());
    try (FileChannel channel = FileChannel.open(path)) {
      while (content.hasRemaining() && channel.read(content, start + content.position()) >= 0) {
        // A read may give less than was asked.
      }
    } catch (IOException e) {
      throw new UserError(UserError.FAILED, path + ": cannot be read (" + e.getMessage() + ")", e);
    }
    if (!Digest.of(content.array()).equals(chunk.digest())) {
      throw new UserError(UserError.FAILED, path + ": changed while it was pushed; push it again");
    }
    return content.flip();
  }
}
