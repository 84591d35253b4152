package dev.linnet.daemon.origin;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.daemon.ChunkUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Slices of files in a directory that an operator named for an origin. */
final class LocalFiles {
  private LocalFiles() {}

  /**
   * A slice's bytes.
   *
   * @param path the file's path as the manifest has it
   * @throws ChunkUnavailable if they are not there, or lie outside the directory
   */
  static byte[] read(Path directory, String path, Slice slice) {
    try {
      Path root = directory.toRealPath();
      Path file = root.resolve(path).toRealPath();
      if (!file.startsWith(root)) {
        throw missing(directory, path, "lies outside");
      }
      ByteBuffer bytes = ByteBuffer.allocate(slice.length());
      try (FileChannel channel = FileChannel.open(file)) {
        while (bytes.hasRemaining()) {
          if (channel.read(bytes, slice.start() + bytes.position()) < 0) {
            throw missing(directory, path, "is too short");
          }
        }
      }
      return bytes.array();
    } catch (IOException | InvalidPathException e) {
      throw missing(directory, path, "cannot be read (" + e.getMessage() + ")");
    }
  }

  private static ChunkUnavailable missing(Path directory, String path, String why) {
    return new ChunkUnavailable(
        ChunkFailure.MISSING, "origin directory " + directory + ": " + path + " " + why);
  }
}
