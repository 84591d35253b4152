package dev.linnet.daemon.store;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * RocksDB's native half. It is unpacked below the data directory: under {@code java.io.tmpdir} each
 * process that is killed would leave a copy behind, and a {@code noexec} mount there would keep it
 * from loading. {@code ROCKSDB_SHAREDLIB_DIR} names another place.
 */
final class NativeLibrary {
  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads the library, once in a process.
   *
   * @throws UserError if it does not load on this machine
   */
  static synchronized void load(Path directory) throws IOException {
    if (loaded) {
      return;
    }
    try {
      if (System.getenv("ROCKSDB_SHAREDLIB_DIR") == null) {
        Files.createDirectories(directory);
        NativeLibraryLoader.getInstance().loadLibrary(directory.toAbsolutePath().toString());
      }
      RocksDB.loadLibrary();
    } catch (LinkageError | RuntimeException e) {
      throw new UserError(
          UserError.FAILED,
          "RocksDB's native library does not load from "
              + directory
              + " on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ": set ROCKSDB_SHAREDLIB_DIR to a directory that is not mounted noexec",
          e);
    }
    loaded = true;
  }
}
