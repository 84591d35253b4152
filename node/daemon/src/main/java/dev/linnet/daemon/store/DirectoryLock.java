package dev.linnet.daemon.store;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One process per data directory. RocksDB locks its own directory only; models and the native
 * library lie beside it. The kernel releases the lock when the process dies, however it dies.
 */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws UserError if another process, or another store of this one, holds it
   */
  static DirectoryLock take(Path data) throws IOException {
    FileChannel channel =
        FileChannel.open(data.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw inUse(data, e);
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw inUse(data, null);
    }
    return new DirectoryLock(channel);
  }

  private static UserError inUse(Path data, @Nullable Throwable cause) {
    String message =
        "store " + data + " is in use by another linnet: stop it or use another data directory";
    return cause == null
        ? new UserError(UserError.FAILED, message)
        : new UserError(UserError.FAILED, message, cause);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
