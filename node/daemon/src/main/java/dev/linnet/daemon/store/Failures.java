package dev.linnet.daemon.store;

import dev.linnet.daemon.store.Store.StoreFailure;
import dev.linnet.daemon.store.Store.StoreFull;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What the disk says, in the store's own words. */
final class Failures {
  private Failures() {}

  /** Tells a full disk from every other failure. */
  static StoreFailure of(String what, Exception cause) {
    return isFull(cause) ? new StoreFull(what, cause) : new StoreFailure(what, cause);
  }

  private static boolean isFull(Exception cause) {
    if (cause instanceof RocksDBException e) {
      @Nullable Status status = e.getStatus();
      if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
        return true;
      }
    }
    String message = String.valueOf(cause.getMessage());
    return message.contains("No space left") || message.contains("Disk quota exceeded");
  }

  /** Why a database does not open, with what a person can do. */
  static String opening(Path data, RocksDBException cause) {
    String store = "store " + data;
    if (isFull(cause)) {
      return store + " cannot be opened: its disk is full";
    }
    @Nullable Status status = cause.getStatus();
    boolean damaged =
        status != null
            && (status.getCode() == Status.Code.Corruption
                || status.getCode() == Status.Code.InvalidArgument);
    String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return damaged
        ? store
            + " is damaged ("
            + reason
            + "): move it away and start again; facts and models come back from the peers"
        : store + " cannot be opened (" + reason + ")";
  }
}
