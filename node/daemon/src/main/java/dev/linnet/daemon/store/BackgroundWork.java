package dev.linnet.daemon.store;

import java.util.concurrent.CompletableFuture;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.FlushJobInfo;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.TableFileCreationInfo;

/**
 * What RocksDB does besides what it is asked for: writes out tables, of each of which the witness
 * is renewed, and merges them. It calls from threads of its own, while it holds no lock; an
 * exception would be lost there.
 */
final class BackgroundWork extends AbstractEventListener {
  private final TableWitness witness;
  private final CompletableFuture<RocksDBException> failed = new CompletableFuture<>();

  BackgroundWork(TableWitness witness) {
    // Its callback for errors is of no use: Java's half does not know all reasons of the other.
    super(EnabledEventCallback.ON_FLUSH_COMPLETED, EnabledEventCallback.ON_TABLE_FILE_CREATED);
    this.witness = witness;
  }

  /**
   * Completes when a table could not be written for another reason than a full disk, for which
   * RocksDB waits. It takes no write any more from then on, and would say so to the next one alone.
   */
  CompletableFuture<RocksDBException> failed() {
    return failed;
  }

  @Override
  public void onFlushCompleted(RocksDB db, FlushJobInfo job) {
    witness.renew();
  }

  /** Also called of a table that there is not, for want of room, descriptors or whole input. */
  @Override
  public void onTableFileCreated(TableFileCreationInfo table) {
    Status.Code code = table.getStatus().getCode();
    if (code == Status.Code.IOError || code == Status.Code.Corruption) {
      RocksDBException failure = new RocksDBException(table.getStatus());
      if (!Failures.isFull(failure)) {
        failed.complete(failure);
      }
    }
  }
}
