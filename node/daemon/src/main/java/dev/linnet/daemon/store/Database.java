package dev.linnet.daemon.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * RocksDB with settings for a device with 512 MiB of memory: about 40 MiB of it is RocksDB's own
 * while models are fetched.
 */
final class Database implements AutoCloseable {
  private static final long MIB = 1024 * 1024;

  /** One cache for blocks and write buffers, so that one number bounds both. */
  private static final long CACHE_BYTES = 8 * MIB;

  /** What all column families together may hold unwritten. */
  private static final long WRITE_BUFFERS_BYTES = 16 * MIB;

  /** Chunks come in bursts: two buffers of this size let one be filled while one is written. */
  private static final long CHUNK_BUFFER_BYTES = 8 * MIB;

  /** Facts are few and small. */
  private static final long SMALL_BUFFER_BYTES = MIB;

  /** Chunks lie in blob files beside the tree: compaction then moves keys, not chunks. */
  private static final long BLOB_FILE_BYTES = 64 * MIB;

  private static final long MIN_BLOB_BYTES = 4 * 1024;

  /** Every open file costs memory for its index; a device has few descriptors. */
  private static final int OPEN_FILES = 64;

  /** Bounds what is replayed after a power cut. */
  private static final long LOG_BYTES = 32 * MIB;

  static {
    RocksDB.loadLibrary();
  }

  private final List<RocksObject> owned = new ArrayList<>();
  private final RocksDB db;
  final ColumnFamilyHandle facts;
  final ColumnFamilyHandle memory;
  final ColumnFamilyHandle manifests;
  final ColumnFamilyHandle chunks;
  final ColumnFamilyHandle meta;
  final WriteOptions synced;

  Database(Path directory) throws RocksDBException {
    Cache cache = own(new LRUCache(CACHE_BYTES));
    WriteBufferManager buffers = own(new WriteBufferManager(WRITE_BUFFERS_BYTES, cache));
    DBOptions options =
        own(new DBOptions())
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setWriteBufferManager(buffers)
            .setMaxOpenFiles(OPEN_FILES)
            .setMaxTotalWalSize(LOG_BYTES)
            .setMaxBackgroundJobs(2)
            .setKeepLogFileNum(2)
            .setMaxLogFileSize(MIB)
            .setStatsDumpPeriodSec(0);
    BlockBasedTableConfig table = new BlockBasedTableConfig().setBlockCache(cache);
    List<ColumnFamilyDescriptor> families =
        List.of(
            family("default", small(table)),
            family("facts", small(table)),
            family("memory", small(table)),
            family("manifests", small(table)),
            family("chunks", blobs(table)));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    db = RocksDB.open(options, directory.toString(), families, handles);
    meta = handles.get(0);
    facts = handles.get(1);
    memory = handles.get(2);
    manifests = handles.get(3);
    chunks = handles.get(4);
    synced = own(new WriteOptions()).setSync(true);
  }

  RocksDB db() {
    return db;
  }

  private ColumnFamilyOptions small(BlockBasedTableConfig table) {
    return own(new ColumnFamilyOptions())
        .setTableFormatConfig(table)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setWriteBufferSize(SMALL_BUFFER_BYTES);
  }

  private ColumnFamilyOptions blobs(BlockBasedTableConfig table) {
    return own(new ColumnFamilyOptions())
        .setTableFormatConfig(table)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setWriteBufferSize(CHUNK_BUFFER_BYTES)
        .setMaxWriteBufferNumber(2)
        .setEnableBlobFiles(true)
        .setMinBlobSize(MIN_BLOB_BYTES)
        .setBlobFileSize(BLOB_FILE_BYTES)
        .setEnableBlobGarbageCollection(true)
        // A lower cut-off leaves most deleted chunks on the disk for ever.
        .setBlobGarbageCollectionAgeCutoff(1.0);
  }

  private static ColumnFamilyDescriptor family(String name, ColumnFamilyOptions options) {
    return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), options);
  }

  private <T extends RocksObject> T own(T object) {
    owned.add(object);
    return object;
  }

  @Override
  public void close() {
    List.of(meta, facts, memory, manifests, chunks).forEach(ColumnFamilyHandle::close);
    db.close();
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
  }
}
