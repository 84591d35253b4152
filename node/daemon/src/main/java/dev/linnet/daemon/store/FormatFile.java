package dev.linnet.daemon.store;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The number of a store's format, in a file of its own that is read before anything is opened. */
final class FormatFile {
  private FormatFile() {}

  /**
   * Writes the number into a new store, or checks that of an older one.
   *
   * @throws UserError if the store is of a newer format, or the file holds no number
   */
  static void require(Path file, int format) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, format + "\n");
      return;
    }
    String text = Files.readString(file).strip();
    int found;
    try {
      found = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UserError(
          UserError.FAILED, file + ": expected the number of a format, found '" + text + "'", e);
    }
    if (found > format) {
      throw new UserError(
          UserError.FAILED,
          file
              + ": this store has format "
              + found
              + ", this linnet knows "
              + format
              + ": upgrade linnet, or set another data directory in node.yaml");
    }
  }
}
