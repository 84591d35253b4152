package dev.linnet.daemon.store;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The number of a store's format, in a file of its own: it is read before anything is opened, so a
 * store of a newer format is left exactly as it was.
 */
final class FormatFile {
  private static final String NAME = "FORMAT";
  private static final int MAX_BYTES = 32;

  private FormatFile() {}

  /**
   * Checks the number, if there is one. Changes nothing.
   *
   * @throws UserError if the store is of a newer format, or the file holds no number
   */
  static void check(Path data, int known) throws IOException {
    Path file = data.resolve(NAME);
    if (!Files.exists(file)) {
      return;
    }
    int found = number(file);
    if (found > known) {
      throw new UserError(
          UserError.FAILED,
          "store "
              + data
              + " has format "
              + found
              + ", this linnet knows "
              + known
              + ": upgrade linnet or use another data directory");
    }
  }

  /** Writes the number into a store that has none yet; it is whole or not there. */
  static void create(Path data, int format) throws IOException {
    Path file = data.resolve(NAME);
    if (Files.exists(file)) {
      return;
    }
    Path part = data.resolve(NAME + ".part");
    try (FileChannel out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer text = ByteBuffer.wrap((format + "\n").getBytes(StandardCharsets.US_ASCII));
      while (text.hasRemaining()) {
        out.write(text);
      }
      out.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    Directories.sync(data);
  }

  private static int number(Path file) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
      if (text.matches("[1-9][0-9]{0,8}")) {
        return Integer.parseInt(text);
      }
    }
    throw new UserError(
        UserError.FAILED,
        file + ": expected the number of the store's format: use another data directory");
  }
}
