package dev.linnet.daemon.store;

import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transfer.ChunkBytes;
import java.nio.ByteBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * One chunk as RocksDB writes it, in native memory that is used for the next one too. Out of arrays
 * RocksDB would make a native copy of each chunk, and copy that into a batch that grows. For one
 * thread at a time.
 */
final class ChunkBatch implements AutoCloseable {
  private static final int DIGEST_BYTES = 32;
  private static final int FIRST_BYTES = 256 * 1024;

  private final WriteBatch batch = new WriteBatch();
  private final ByteBuffer key = ByteBuffer.allocateDirect(DIGEST_BYTES);
  private final ByteBuffer size = ByteBuffer.allocateDirect(Integer.BYTES);
  private ByteBuffer content = ByteBuffer.allocateDirect(FIRST_BYTES);

  /** Makes the chunk durable when this returns, with its length. */
  void write(Database database, Digest digest, ChunkBytes bytes) throws RocksDBException {
    if (content.capacity() < bytes.size()) {
      content = ByteBuffer.allocateDirect(ManifestJson.MAX_CHUNK_BYTES);
    }
    content.clear().put(bytes.array(), 0, bytes.size()).flip();
    size.clear().putInt(bytes.size()).flip();
    key.clear().put(digest.raw()).flip();
    batch.clear();
    batch.put(database.chunks, key, content);
    key.rewind();
    batch.put(database.chunkSizes, key, size);
    database.write(batch);
  }

  @Override
  public void close() {
    batch.close();
  }
}
