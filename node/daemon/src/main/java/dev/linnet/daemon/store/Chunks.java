package dev.linnet.daemon.store;

import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transfer.ChunkMemory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chunks by their digests. What does not fit its digest neither comes in nor goes out. */
final class Chunks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chunks.class);

  /** Above it the blob files are written anew: the disk never holds more than this in vain. */
  private static final double MAX_GARBAGE_RATIO = 0.25;

  /** As many as threads put chunks at once: the disk's of a daemon. */
  private static final int IDLE_BATCHES = 4;

  private final Database database;
  private final DiskRoom room;
  private final ChunkMemory memory = new ChunkMemory(ChunkMemory.USUAL_KEPT_BYTES);
  private final BlockingQueue<ChunkBatch> idle = new ArrayBlockingQueue<>(IDLE_BATCHES);

  /** Whether space of deleted chunks may be to give back; after a start nobody knows. */
  private final AtomicBoolean owesSpace = new AtomicBoolean(true);

  /** Whether the last rewrite found no room, which is told once. */
  private volatile boolean lacksRoom;

  Chunks(Database database, DiskRoom room) {
    this.database = database;
    this.room = room;
  }

  void put(Digest digest, ChunkBytes bytes) throws RocksDBException {
    if (bytes.size() == 0
        || bytes.size() > ManifestJson.MAX_CHUNK_BYTES
        || !isDigestOf(digest, bytes)) {
      throw new Store.WrongDigest(digest);
    }
    if (has(digest)) {
      return;
    }
    room.require(bytes.size());
    ChunkBatch batch = idle.poll();
    if (batch == null) {
      batch = new ChunkBatch();
    }
    try {
      batch.write(database, digest, bytes);
    } finally {
      if (!idle.offer(batch)) {
        batch.close();
      }
    }
  }

  private static boolean isDigestOf(Digest digest, ChunkBytes bytes) {
    MessageDigest sha256 = Digest.sha256();
    bytes.update(sha256);
    return Digest.ofRaw(sha256.digest()).equals(digest);
  }

  boolean has(Digest digest) throws RocksDBException {
    return database.get(database.chunkSizes, digest.raw()) != null;
  }

  /** The chunk's length in bytes, 0 if it is not here. */
  int sizeBytes(Digest digest) throws RocksDBException {
    byte @Nullable [] size = database.get(database.chunkSizes, digest.raw());
    return size == null ? 0 : ByteBuffer.wrap(size).getInt();
  }

  /** The bytes, or null. A chunk that rotted is deleted, so that it can be fetched again. */
  @Nullable ChunkBytes read(Digest digest) throws RocksDBException {
    return read(digest, deleted -> {});
  }

  /**
   * The bytes, or null.
   *
   * @param rotted told of a chunk that rotted, once it is deleted
   */
  @Nullable ChunkBytes read(Digest digest, Consumer<Digest> rotted) throws RocksDBException {
    int size = sizeBytes(digest);
    if (size == 0) {
      return null;
    }
    ChunkBytes bytes = memory.take(size);
    boolean whole = false;
    try {
      whole = database.get(database.chunks, digest.raw(), bytes) && isDigestOf(digest, bytes);
    } catch (RocksDBException e) {
      if (!isRot(e)) {
        throw e;
      }
    } finally {
      if (!whole) {
        bytes.close();
      }
    }
    if (whole) {
      return bytes;
    }
    if (has(digest)) {
      LOG.warn("chunk {} rotted on the disk and counts as missing", digest.brief());
      delete(List.of(digest));
      rotted.accept(digest);
    }
    return null;
  }

  /** Reads a chunk; false if it is not here or rotted. */
  boolean isWhole(Digest digest) throws RocksDBException {
    try (ChunkBytes bytes = read(digest)) {
      return bytes != null;
    }
  }

  /** A wrong checksum, or a blob file that is gone or too short. */
  private static boolean isRot(RocksDBException e) {
    @Nullable Status status = e.getStatus();
    if (status == null) {
      return false;
    }
    String message = String.valueOf(e.getMessage());
    return status.getCode() == Status.Code.Corruption
        || (status.getCode() == Status.Code.IOError && message.contains("No such file"));
  }

  List<Digest> all() throws RocksDBException {
    List<Digest> all = new ArrayList<>();
    database.each(database.chunkSizes, (key, size) -> all.add(Digest.ofRaw(key)));
    return all;
  }

  void delete(Collection<Digest> digests) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (Digest digest : digests) {
        batch.delete(database.chunks, digest.raw());
        batch.delete(database.chunkSizes, digest.raw());
      }
      owesSpace.set(true);
      database.write(batch);
    }
  }

  /**
   * Gives the space of deleted chunks back to the file system, if any is owed. What fails or finds
   * no room is owed on; the latter is false.
   */
  boolean giveBack() throws RocksDBException {
    if (!owesSpace.getAndSet(false)) {
      return true;
    }
    boolean given = false;
    try {
      database.dropDeleted();
      given = database.garbageRatio() <= MAX_GARBAGE_RATIO || rewrite();
      return given;
    } finally {
      if (!given) {
        owesSpace.set(true);
      }
    }
  }

  /**
   * Says whether there was room for it. Every chunk is read and checked before it is moved: RocksDB
   * would stop all writing if it met a rotten one on the way.
   */
  private boolean rewrite() throws RocksDBException {
    boolean hasRoom = room.has(database.liveBlobBytes());
    if (!hasRoom && !lacksRoom) {
      LOG.info("the space of deleted chunks is not given back yet: there is no room to do it in");
    }
    lacksRoom = !hasRoom;
    if (lacksRoom) {
      return false;
    }
    for (Digest digest : all()) {
      boolean unused = isWhole(digest);
    }
    boolean fits = room.has(database.liveBlobBytes());
    if (fits) {
      database.rewriteBlobs();
    }
    return fits;
  }

  /** Gives native memory back; the database may be closed after it. */
  @Override
  public void close() {
    idle.forEach(ChunkBatch::close);
  }
}
