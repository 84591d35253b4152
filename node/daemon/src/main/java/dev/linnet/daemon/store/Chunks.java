package dev.linnet.daemon.store;

import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chunks by their digests. What does not fit its digest neither comes in nor goes out. */
final class Chunks {
  private static final Logger LOG = LoggerFactory.getLogger(Chunks.class);

  /** Above it the blob files are written anew: the disk never holds more than this in vain. */
  private static final double MAX_GARBAGE_RATIO = 0.25;

  private final Database database;
  private final DiskRoom room;

  Chunks(Database database, DiskRoom room) {
    this.database = database;
    this.room = room;
  }

  void put(Digest digest, byte[] bytes) throws RocksDBException {
    if (bytes.length == 0
        || bytes.length > ManifestJson.MAX_CHUNK_BYTES
        || !Digest.of(bytes).equals(digest)) {
      throw new Store.WrongDigest(digest);
    }
    if (has(digest)) {
      return;
    }
    room.require(bytes.length);
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(database.chunks, digest.raw(), bytes);
      batch.put(database.chunkSizes, digest.raw(), encode(bytes.length));
      database.write(batch);
    }
  }

  boolean has(Digest digest) throws RocksDBException {
    return database.get(database.chunkSizes, digest.raw()) != null;
  }

  /** The chunk's length in bytes, 0 if it is not here. */
  int sizeBytes(Digest digest) throws RocksDBException {
    byte @Nullable [] size = database.get(database.chunkSizes, digest.raw());
    return size == null ? 0 : ByteBuffer.wrap(size).getInt();
  }

  /** The bytes, or null. A chunk that rotted is deleted, so that it is fetched again. */
  byte @Nullable [] read(Digest digest) throws RocksDBException {
    byte @Nullable [] bytes;
    try {
      bytes = database.get(database.chunks, digest.raw());
    } catch (RocksDBException e) {
      if (!isRot(e)) {
        throw e;
      }
      bytes = null;
    }
    if (bytes != null && Digest.of(bytes).equals(digest)) {
      return bytes;
    }
    if (has(digest)) {
      LOG.warn("chunk {} rotted on the disk and counts as missing", digest.brief());
      delete(List.of(digest));
    }
    return null;
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
      database.write(batch);
    }
  }

  /**
   * Gives the space of deleted chunks back to the file system. Every chunk is read and checked
   * before it is moved: RocksDB would stop all writing if it met a rotten one on the way.
   */
  void giveBack() throws RocksDBException {
    database.dropDeleted();
    if (database.garbageRatio() > MAX_GARBAGE_RATIO) {
      for (Digest digest : all()) {
        byte @Nullable [] unused = read(digest);
      }
      database.rewriteBlobs();
    }
  }

  private static byte[] encode(int size) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(size).array();
  }
}
