package dev.linnet.daemon.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps the last part of the disk for facts: a node whose disk models have filled must still be
 * able to vote and to roll back.
 */
final class DiskRoom {
  private static final long USUAL_BYTES = 64L * 1024 * 1024;

  /**
   * What was just written lies in two memtables of 8 MiB and in the log until it stands in a blob
   * file too: a restart at that moment takes the room of both once more.
   */
  private static final long LEAST_BYTES = 20L * 1024 * 1024;

  private final Path directory;
  private final FileStore disk;
  private final long reservedBytes;

  DiskRoom(Path directory, long reservedBytes) throws IOException {
    this.directory = directory;
    this.disk = Files.getFileStore(directory);
    this.reservedBytes = reservedBytes;
  }

  /** 64 MiB, and on a small disk an eighth of it, but 20 MiB in any case. */
  static DiskRoom usual(Path directory) throws IOException {
    long eighth = Files.getFileStore(directory).getTotalSpace() / 8;
    return new DiskRoom(directory, Math.min(USUAL_BYTES, Math.max(LEAST_BYTES, eighth)));
  }

  Store.Room now() {
    try {
      return new Store.Room(disk.getTotalSpace(), disk.getUsableSpace(), reservedBytes);
    } catch (IOException e) {
      throw new Store.StoreFailure("store " + directory + ": its disk does not answer", e);
    }
  }

  /** Whether {@code bytes} more fit beside what is kept for facts. */
  boolean has(long bytes) {
    return now().freeBytes() - bytes >= reservedBytes;
  }

  /**
   * Checks that {@code bytes} more of a model fit. A database that was set aside goes for them.
   *
   * @throws Store.StoreFull if they would use what is kept for facts
   */
  void require(long bytes) {
    long free;
    try {
      free = disk.getUsableSpace();
      if (free - bytes < reservedBytes && SetAside.discard(directory)) {
        free = disk.getUsableSpace();
      }
    } catch (IOException e) {
      throw new Store.StoreFailure("store " + directory + ": its disk does not answer", e);
    }
    if (free - bytes < reservedBytes) {
      throw new Store.StoreFull(
          "store "
              + directory
              + ": "
              + free
              + " bytes are free on its disk, of which "
              + reservedBytes
              + " are kept for votes and rollbacks: free space or remove a model");
    }
  }
}
