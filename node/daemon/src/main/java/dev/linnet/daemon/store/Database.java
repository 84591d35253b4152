package dev.linnet.daemon.store;

import dev.linnet.daemon.transfer.ChunkBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/** RocksDB, its column families, and its settings for a device with 512 MiB of memory. */
final class Database implements AutoCloseable {
  private static final long MIB = 1024 * 1024;

  /** Blocks and unwritten data share one cache, so one number bounds both. */
  private static final long CACHE_BYTES = 8 * MIB;

  /** What all column families together may hold unwritten: two chunk buffers. */
  private static final long WRITE_BUFFERS_BYTES = 16 * MIB;

  /** Chunks come in bursts: one buffer fills while the other is written out. */
  private static final long CHUNK_BUFFER_BYTES = 8 * MIB;

  /** Facts, memory and manifests are few and small. */
  private static final long SMALL_BUFFER_BYTES = MIB;

  /** A blob file is the unit in which the space of deleted chunks comes back. */
  private static final long BLOB_FILE_BYTES = 64 * MIB;

  /** A smaller chunk is cheaper inside the tree than as a blob with a reference to it. */
  private static final long MIN_BLOB_BYTES = 4 * 1024;

  /** Each open file costs its index in memory, and a device has few descriptors. */
  private static final int OPEN_FILES = 64;

  /** Bounds what is replayed after a power cut, and the disk that the log takes. */
  private static final long LOG_BYTES = 32 * MIB;

  /** One wrong "may be here" in a hundred look-ups of a chunk that is not. */
  private static final int BLOOM_BITS = 10;

  private final List<AbstractImmutableNativeReference> owned = new ArrayList<>();
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final RocksDB db;
  private final WriteOptions synced;
  private final ReadOptions uncached;
  private final CompactRangeOptions whole;
  private final BackgroundWork background;

  private volatile boolean broken;

  final ColumnFamilyHandle facts;
  final ColumnFamilyHandle memory;
  final ColumnFamilyHandle manifests;

  /** Digest to content. */
  final ColumnFamilyHandle chunks;

  /** Digest to length: which chunks there are, without a look into their blobs. */
  final ColumnFamilyHandle chunkSizes;

  /**
   * Opens the database, which is made if it is missing, and checks every table in it: they hold
   * keys and facts, a few MiB, and one that is found rotten later stops all writing. Blobs are
   * checked when they are read. The native library must be loaded.
   */
  Database(Path directory) throws RocksDBException {
    TableWitness witness = new TableWitness(directory);
    background = own(new BackgroundWork(witness));
    Cache cache = own(new LRUCache(CACHE_BYTES));
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            // Otherwise index and filter of every open file lie outside the bound.
            .setCacheIndexAndFilterBlocks(true)
            .setFilterPolicy(own(new BloomFilter(BLOOM_BITS)));
    List<ColumnFamilyDescriptor> families =
        List.of(
            family("default", small(table)),
            family("facts", small(table)),
            family("memory", small(table)),
            family("manifests", small(table)),
            family("chunks", blobs(table)),
            family("chunk-sizes", small(table)));
    try {
      db = RocksDB.open(options(cache), directory.toString(), families, handles);
    } catch (RocksDBException e) {
      closeOwned();
      throw e;
    }
    facts = handles.get(1);
    memory = handles.get(2);
    manifests = handles.get(3);
    chunks = handles.get(4);
    chunkSizes = handles.get(5);
    synced = own(new WriteOptions()).setSync(true);
    // A chunk is read once and sent on: it must not push the index out of the cache.
    uncached = own(new ReadOptions()).setFillCache(false);
    whole =
        own(new CompactRangeOptions())
            .setBottommostLevelCompaction(BottommostLevelCompaction.kForce);
    try {
      db.verifyChecksum();
    } catch (RocksDBException e) {
      close();
      throw e;
    }
    // What the log held lies in tables now, of which RocksDB does not tell.
    witness.renew();
  }

  private DBOptions options(Cache cache) {
    return own(tracked())
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setListeners(List.of(background))
        .setWriteBufferManager(own(new WriteBufferManager(WRITE_BUFFERS_BYTES, cache)))
        .setMaxOpenFiles(OPEN_FILES)
        .setMaxTotalWalSize(LOG_BYTES)
        // What a power cut left half-written at the log's end was told to nobody and is let go. Any
        // other gap is an error: RocksDB's default would drop all that was written after it, votes
        // among them, and say nothing.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        // One thread writes out while one compacts; more take memory and cores from inference.
        .setMaxBackgroundJobs(2)
        // Spreads the writing of a large file, so that a sync of a fact does not wait behind it.
        .setBytesPerSync(MIB)
        // RocksDB's own log: warnings only, and never more than 2 MiB of it.
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setMaxLogFileSize(MIB)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  /**
   * Lets the manifest hold how long each finished log is, so that one that is missing or cut off,
   * with later ones beside it, is a gap as well. RocksDB's Java has no setter for it.
   */
  private static DBOptions tracked() {
    Properties properties = new Properties();
    properties.setProperty("track_and_verify_wals_in_manifest", "true");
    return Objects.requireNonNull(DBOptions.getDBOptionsFromProps(properties));
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
        // Weights hardly compress; the time is better spent on inference.
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setBlobCompressionType(CompressionType.NO_COMPRESSION)
        .setWriteBufferSize(CHUNK_BUFFER_BYTES)
        .setMaxWriteBufferNumber(2)
        .setEnableBlobFiles(true)
        .setMinBlobSize(MIN_BLOB_BYTES)
        .setBlobFileSize(BLOB_FILE_BYTES)
        // Compaction in the background moves keys alone. If it moved chunks, it would wear out
        // flash, and the first rotten one would turn the whole database read-only.
        .setEnableBlobGarbageCollection(false);
  }

  /**
   * Writes all of a batch or nothing; it is on the disk when this returns. After a failure other
   * than a full disk nobody knows what is, and only opening anew tells.
   */
  void write(WriteBatch batch) throws RocksDBException {
    try {
      db.write(synced, batch);
    } catch (RocksDBException e) {
      if (!Failures.isFull(e)) {
        broken = true;
      }
      throw e;
    }
  }

  boolean isBroken() {
    return broken;
  }

  /** Completes when work in the background failed, after which no write succeeds. */
  CompletableFuture<RocksDBException> failedBehind() {
    return background.failed();
  }

  /** The value, or null. A value that fails RocksDB's checksum is an exception. */
  byte @Nullable [] get(ColumnFamilyHandle family, byte[] key) throws RocksDBException {
    return db.get(family, uncached, key);
  }

  /** Reads a value of known size; false if there is none, or of another size. */
  boolean get(ColumnFamilyHandle family, byte[] key, ChunkBytes value) throws RocksDBException {
    return db.get(family, uncached, key, 0, key.length, value.array(), 0, value.size())
        == value.size();
  }

  /** Every entry of a family, by key. */
  void each(ColumnFamilyHandle family, BiConsumer<byte[], byte[]> consumer)
      throws RocksDBException {
    try (RocksIterator iterator = db.newIterator(family, uncached)) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        consumer.accept(iterator.key(), iterator.value());
      }
      iterator.status();
    }
  }

  /** Forgets deleted keys for good. Blob files without a live chunk go. */
  void dropDeleted() throws RocksDBException {
    db.compactRange(chunkSizes, null, null, whole);
    db.compactRange(chunks, null, null, whole);
  }

  /** The share of the blob files that belongs to no chunk any more. */
  double garbageRatio() throws RocksDBException {
    long total = blobBytes();
    return total == 0 ? 0 : (double) garbageBytes() / total;
  }

  /** What {@link #rewriteBlobs} writes before it frees anything. */
  long liveBlobBytes() throws RocksDBException {
    return blobBytes() - garbageBytes();
  }

  private long blobBytes() throws RocksDBException {
    return db.getLongProperty(chunks, "rocksdb.live-blob-file-size");
  }

  private long garbageBytes() throws RocksDBException {
    return db.getLongProperty(chunks, "rocksdb.live-blob-file-garbage-size");
  }

  /** Writes every live chunk anew, which frees the files that hold the others. */
  void rewriteBlobs() throws RocksDBException {
    try {
      // A lower cut-off leaves most deleted chunks on the disk for ever.
      db.setOptions(
          chunks,
          MutableColumnFamilyOptions.builder()
              .setEnableBlobGarbageCollection(true)
              .setBlobGarbageCollectionAgeCutoff(1.0)
              .build());
      db.compactRange(chunks, null, null, whole);
    } finally {
      db.setOptions(
          chunks,
          MutableColumnFamilyOptions.builder().setEnableBlobGarbageCollection(false).build());
    }
  }

  private static ColumnFamilyDescriptor family(String name, ColumnFamilyOptions options) {
    return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), options);
  }

  private <T extends AbstractImmutableNativeReference> T own(T object) {
    owned.add(object);
    return object;
  }

  /** The caller sees to it that nothing else is in here: native memory goes. */
  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    db.close();
    closeOwned();
  }

  private void closeOwned() {
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
  }
}
