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

  static boolean isFull(Exception cause) {
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
    return isFull(cause)
        ? "store " + data + " cannot be opened: its disk is full"
        : "store " + data + " cannot be opened (" + reason(cause) + ")";
  }

  /** What RocksDB would say of damaged files, had it noticed. */
  static RocksDBException damage(String what) {
    return new RocksDBException(what, new Status(Status.Code.Corruption, Status.SubCode.None, ""));
  }

  /** Whether the files are at fault, and not the disk or its owner: no retry opens them. */
  static boolean isDamage(RocksDBException cause) {
    @Nullable Status status = cause.getStatus();
    if (status == null) {
      return false;
    }
    return switch (status.getCode()) {
      case Corruption, InvalidArgument, NotFound -> true;
      case IOError -> String.valueOf(cause.getMessage()).contains("No such file");
      default -> false;
    };
  }

  static String reason(RocksDBException cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
