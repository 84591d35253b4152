package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file that a command was given, or standard input for {@code -}. */
final class Input {
  private static final int MAX_BYTES = 64 << 20;

  private Input() {}

  static String text(Terminal terminal, String what, String file) {
    try {
      if (file.equals("-")) {
        byte[] bytes = terminal.in().readNBytes(MAX_BYTES + 1);
        return new String(requireSize(bytes, "standard input"), StandardCharsets.UTF_8);
      }
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw new UserError(UserError.USAGE, file + ": is a directory; expected the " + what);
      }
      if (Files.size(path) > MAX_BYTES) {
        throw tooLarge(file);
      }
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new UserError(UserError.USAGE, file + ": no such file; expected the " + what, e);
    } catch (IOException e) {
      throw new UserError(
          UserError.USAGE, file + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static byte[] requireSize(byte[] bytes, String name) {
    if (bytes.length > MAX_BYTES) {
      throw tooLarge(name);
    }
    return bytes;
  }

  private static UserError tooLarge(String name) {
    return new UserError(UserError.USAGE, name + ": larger than 64 MiB");
  }
}
