package dev.linnet.daemon.identity;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * Files that only their owner may read, where the file system knows owners. What an administrator
 * writes into the directory of another user, such as the one that a daemon runs as, is that user's.
 */
final class Secrets {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final FileAttribute<?>[] OWNER_FILE = owner("rw-------");
  private static final FileAttribute<?>[] OWNER_DIRECTORY = owner("rwx------");
  private static final int ROOT = 0;
  private static final int MAX_FILE_BYTES = 256 * 1024;

  private Secrets() {}

  private static FileAttribute<?>[] owner(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Creates a directory (0700) that nobody had before; whoever makes it has it. */
  static Path createTempDirectory(Path parent, String prefix) throws IOException {
    return Files.createTempDirectory(parent, prefix, OWNER_DIRECTORY);
  }

  static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, OWNER_DIRECTORY);
    give(directory, directory);
  }

  /** Writes a new file (0600); it never exists with wider permissions. */
  static void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_FILE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      give(file, file);
      channel.force(true);
    }
  }

  /**
   * Gives what was made to whose directory it lies in or, in one of root's, to whose file it is to
   * replace. Who may give nothing away keeps it.
   */
  private static void give(Path made, Path place) {
    Path parent = made.toAbsolutePath().getParent();
    if (!POSIX || parent == null) {
      return;
    }
    try {
      boolean ofRoot = Files.getAttribute(parent, "unix:uid").equals(ROOT);
      UserPrincipal heir =
          ofRoot && Files.exists(place, LinkOption.NOFOLLOW_LINKS)
              ? owner(place).getOwner()
              : Files.getOwner(parent);
      if (!heir.equals(owner(made).getOwner())) {
        owner(made).setOwner(heir);
      }
    } catch (IOException e) {
      // It stays whose it is.
    }
  }

  /** Not through a link: whose directory it is could put one there to what is not theirs. */
  private static FileOwnerAttributeView owner(Path file) {
    return Files.getFileAttributeView(
        file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Writes a file (0600) in the place of another; it is the old one or the new one, whole, and the
   * new one for good once this returns.
   */
  static void replace(Path file, String text) throws IOException {
    Path target = file.toAbsolutePath();
    Path temp = target.resolveSibling("." + target.getFileName() + ".new");
    Files.deleteIfExists(temp);
    write(temp, text);
    moveOnto(temp, target);
  }

  /** Renames a file to another, whose owner it becomes as far as {@link #replace} sees to that. */
  static void moveOnto(Path from, Path to) throws IOException {
    give(from, to);
    move(from, to);
  }

  /** Holds a file (0600) until it is closed; empty if somebody else does. */
  static Optional<AutoCloseable> lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_FILE);
    try {
      if (channel.tryLock() != null) {
        give(file, file);
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      // This very process holds it.
    }
    channel.close();
    return Optional.empty();
  }

  /** Renames a file or directory; for good once this returns. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    Path parent = to.toAbsolutePath().getParent();
    if (POSIX && parent != null) {
      try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  /** Reads a file that holds a private key; refuses one that others may read. */
  static String readPrivate(String what, Path file) {
    String text = read(what, file);
    if (!POSIX) {
      return text;
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      permissions.removeAll(PosixFilePermissions.fromString("rwx------"));
      if (permissions.isEmpty()) {
        return text;
      }
    } catch (IOException e) {
      throw unreadable(what, file, e);
    }
    throw new UserError(
        UserError.USAGE,
        file + ": this " + what + " can be read or changed by others: chmod 600 " + file);
  }

  /** Reads a small text file of an identity. */
  static String read(String what, Path file) {
    return read(what, file, "linnet mesh enroll");
  }

  /**
   * Reads a small text file.
   *
   * @param command which writes such a file, for a person who has none
   */
  static String read(String what, Path file, String command) {
    try {
      if (Files.isDirectory(file)) {
        throw new UserError(
            UserError.USAGE, file + ": is a directory; expected the " + what + ", a file");
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new UserError(
            UserError.USAGE, file + ": too large for a " + what + " (limit 256 KiB)");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UserError(
          UserError.USAGE,
          file + ": no such file; expected the " + what + " (`" + command + "` writes it)",
          e);
    } catch (IOException e) {
      throw unreadable(what, file, e);
    }
  }

  /** What a person is told of a file that could not be written. */
  static UserError notWritten(Path file, IOException e) {
    return new UserError(
        UserError.FAILED, file + ": cannot be written (" + e.getClass().getSimpleName() + ")", e);
  }

  private static UserError unreadable(String what, Path file, IOException e) {
    return new UserError(
        UserError.USAGE,
        file + ": cannot read the " + what + " (" + e.getClass().getSimpleName() + ")",
        e);
  }
}
