package dev.linnet.daemon.store;

import org.rocksdb.AbstractEventListener;
import org.rocksdb.FlushJobInfo;
import org.rocksdb.RocksDB;

/**
 * Renews the witness whenever there is a table more. RocksDB calls from threads of its own, once
 * its list with that table is on the disk; an exception would be lost there.
 */
final class Flushes extends AbstractEventListener {
  private final TableWitness witness;

  Flushes(TableWitness witness) {
    super(EnabledEventCallback.ON_FLUSH_COMPLETED);
    this.witness = witness;
  }

  @Override
  public void onFlushCompleted(RocksDB db, FlushJobInfo job) {
    witness.renew();
  }
}
