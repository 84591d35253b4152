package dev.linnet.daemon.store;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a node keeps. Safe for use by several threads. A write is synced before the call
 * returns; a chunk's digest is checked on the way in and on the way out.
 */
public final class Store implements AutoCloseable {
  /** What this code writes; a store of a higher number is left alone. */
  public static final int FORMAT = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  private final Database database;
  private final Layout layout;
  private final Set<Digest> sinceCollection = new HashSet<>();

  /** The bytes are not those that the digest names. */
  public static final class WrongDigest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongDigest(Digest digest) {
      super("the bytes are not those of " + digest.brief());
    }
  }

  /** The disk did not take or give what it should; nothing half-done stays. */
  public static final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFailure(String what, Throwable cause) {
      super(what + ": " + cause.getMessage(), cause);
    }
  }

  private Store(Database database, Layout layout) {
    this.database = database;
    this.layout = layout;
  }

  /**
   * Opens the store in a directory, which is made if it is missing.
   *
   * @throws UserError if it is in use, of a newer format, or cannot be written
   */
  public static Store open(Path data) {
    Path rocks = data.resolve("store");
    try {
      Files.createDirectories(rocks);
      FormatFile.require(data.resolve("FORMAT"), FORMAT);
      Database database = new Database(rocks);
      Layout layout = new Layout(data.resolve("models"));
      layout.removeHalfWritten();
      return new Store(database, layout);
    } catch (RocksDBException e) {
      throw failure(data, e);
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED,
          "data directory " + data + ": cannot be written (" + e.getMessage() + ")",
          e);
    }
  }

  private static UserError failure(Path data, RocksDBException e) {
    Status status = e.getStatus();
    boolean locked =
        status != null
            && status.getCode() == Status.Code.IOError
            && String.valueOf(e.getMessage()).contains("lock");
    return new UserError(
        UserError.FAILED,
        locked
            ? "data directory "
                + data
                + " is in use by another linnet: stop it, or set data in node.yaml"
            : "data directory " + data + ": the store cannot be opened (" + e.getMessage() + ")",
        e);
  }

  /** Makes all changes durable, or none. */
  public void commit(Changes changes) {
    try (WriteBatch batch = new WriteBatch()) {
      for (Map.Entry<String, Optional<byte[]>> entry : changes.facts.entrySet()) {
        put(batch, database.facts, key(entry.getKey()), entry.getValue().orElse(null));
      }
      for (Map.Entry<String, String> entry : changes.memory.entrySet()) {
        put(batch, database.memory, key(entry.getKey()), key(entry.getValue()));
      }
      for (Map.Entry<Digest, Optional<String>> entry : changes.manifests.entrySet()) {
        byte @Nullable [] json = entry.getValue().map(Store::key).orElse(null);
        put(batch, database.manifests, entry.getKey().raw(), json);
      }
      database.db().write(database.synced, batch);
    } catch (RocksDBException e) {
      throw new StoreFailure("the store could not be written", e);
    }
  }

  private static void put(
      WriteBatch batch, ColumnFamilyHandle family, byte[] key, byte @Nullable [] value)
      throws RocksDBException {
    if (value == null) {
      batch.delete(family, key);
    } else {
      batch.put(family, key, value);
    }
  }

  /** All facts by their keys. */
  public Map<String, byte[]> facts() {
    Map<String, byte[]> facts = new LinkedHashMap<>();
    each(database.facts, (key, value) -> facts.put(text(key), value));
    return facts;
  }

  /** All that the node remembers, by key. */
  public Map<String, String> memory() {
    Map<String, String> memory = new TreeMap<>();
    each(database.memory, (key, value) -> memory.put(text(key), text(value)));
    return memory;
  }

  /** The JSON of all manifests; one whose bytes rotted is left out and told of. */
  public Map<Digest, String> manifests() {
    Map<Digest, String> manifests = new TreeMap<>();
    each(
        database.manifests,
        (key, value) -> {
          Digest digest = Digest.ofRaw(key);
          if (Digest.of(value).equals(digest)) {
            manifests.put(digest, text(value));
          } else {
            LOG.warn("manifest {} rotted on the disk; peers will give it again", digest.brief());
          }
        });
    return manifests;
  }

  private void each(ColumnFamilyHandle family, BiConsumer<byte[], byte[]> consumer) {
    try (RocksIterator iterator = database.db().newIterator(family)) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        consumer.accept(iterator.key(), iterator.value());
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw new StoreFailure("the store could not be read", e);
    }
  }

  /**
   * Stores a chunk; storing it again changes nothing.
   *
   * @throws WrongDigest if the bytes are others
   */
  public void putChunk(Digest digest, byte[] bytes) {
    if (!Digest.of(bytes).equals(digest)) {
      throw new WrongDigest(digest);
    }
    synchronized (sinceCollection) {
      sinceCollection.add(digest);
    }
    try {
      database.db().put(database.chunks, database.synced, digest.raw(), bytes);
    } catch (RocksDBException e) {
      throw new StoreFailure("chunk " + digest.brief() + " could not be stored", e);
    }
  }

  /** A chunk's bytes, or null. One that rotted on the disk is deleted and counts as missing. */
  public byte @Nullable [] readChunk(Digest digest) {
    try (ReadOptions uncached = new ReadOptions().setFillCache(false)) {
      byte @Nullable [] bytes = database.db().get(database.chunks, uncached, digest.raw());
      if (bytes != null && !Digest.of(bytes).equals(digest)) {
        LOG.warn("chunk {} rotted on the disk and is fetched again", digest.brief());
        database.db().delete(database.chunks, database.synced, digest.raw());
        return null;
      }
      return bytes;
    } catch (RocksDBException e) {
      LOG.warn("chunk {} cannot be read and counts as missing", digest.brief(), e);
      return null;
    }
  }

  public boolean hasChunk(Digest digest) {
    return database.db().keyExists(database.chunks, digest.raw());
  }

  /** Which chunks of a manifest are here, by their index. */
  public BitSet locate(Manifest manifest) {
    BitSet held = new BitSet();
    List<ChunkRef> chunks = manifest.chunks();
    for (int i = 0; i < chunks.size(); i++) {
      held.set(i, hasChunk(chunks.get(i).digest()));
    }
    return held;
  }

  /**
   * Lays a complete model out as files, every file's digest checked, and returns their directory.
   *
   * @throws StoreFailure if a chunk is missing or a file cannot be written
   */
  public Path materialise(Manifest manifest) {
    try {
      return layout.write(manifest, this::readChunk);
    } catch (IOException e) {
      throw new StoreFailure(
          "model " + manifest.name() + " " + manifest.version() + " could not be laid out", e);
    }
  }

  /** Deletes chunks and files that no manifest holds. What came since the last call stays. */
  public void collectGarbage() {
    Set<Digest> held;
    synchronized (sinceCollection) {
      held = new HashSet<>(sinceCollection);
      sinceCollection.clear();
    }
    Map<Digest, String> manifests = manifests();
    manifests.forEach(
        (digest, json) ->
            ManifestJson.parse(digest, json).chunks().forEach(chunk -> held.add(chunk.digest())));
    try (WriteBatch batch = new WriteBatch();
        RocksIterator iterator = database.db().newIterator(database.chunks)) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        if (!held.contains(Digest.ofRaw(iterator.key()))) {
          batch.delete(database.chunks, iterator.key());
        }
      }
      if (batch.count() > 0) {
        database.db().write(database.synced, batch);
        database.db().compactRange(database.chunks);
      }
      layout.keepOnly(manifests.keySet());
    } catch (RocksDBException | IOException e) {
      throw new StoreFailure("garbage could not be collected", e);
    }
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    database.close();
  }
}
