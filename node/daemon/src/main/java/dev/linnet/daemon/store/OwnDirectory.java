package dev.linnet.daemon.store;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data directory as the place of one user: who can change it can replace what is served, and
 * the native library that is loaded from it. A group may: where the umask is 002 each user has a
 * group of one, and a cluster's volumes are a group's.
 */
final class OwnDirectory {
  private static final List<String> WITHIN = List.of("store", "models", "native");

  private static final FileAttribute<?>[] OWNERS =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];

  private OwnDirectory() {}

  /** Makes the directory (0700), if it is missing, and those above it as the umask has it. */
  static void create(Path data) throws IOException {
    if (!Files.isDirectory(data)) {
      Files.createDirectories(data.toAbsolutePath().getParent());
      Files.createDirectories(data, OWNERS);
    }
  }

  /**
   * Looks who can change the directory and those in it, where the file system knows.
   *
   * @throws UserError if every user of the device can
   */
  static void check(Path data) throws IOException {
    Set<PosixFilePermission> permissions = requireClosed(data);
    if (permissions.contains(PosixFilePermission.OTHERS_EXECUTE)) {
      for (String name : WITHIN) {
        requireClosed(data.resolve(name));
      }
    }
  }

  private static Set<PosixFilePermission> requireClosed(Path directory) throws IOException {
    @Nullable PosixFileAttributeView view =
        Files.getFileAttributeView(directory, PosixFileAttributeView.class);
    if (view == null || !Files.exists(directory)) {
      return Set.of();
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new UserError(
          UserError.USAGE,
          directory + ": this data directory can be changed by others: chmod o-w " + directory);
    }
    return permissions;
  }
}
