package dev.linnet.daemon.store;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.transfer.ChunkBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a node keeps. Safe for use by several threads; every call blocks on the disk. A
 * write is synced before the call returns; a chunk's digest is checked on the way in and on the way
 * out. After {@link StoreFailure} nothing half-done stays, and the call may be tried again. After
 * {@link #close} every call is an {@link IllegalStateException}.
 */
public final class Store implements AutoCloseable {
  /** What this code writes; a store of a higher number is left alone. */
  public static final int FORMAT = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  private final DirectoryLock lock;
  private final Database database;
  private final Chunks chunks;
  private final Layout layout;
  private final DiskRoom room;
  private final Grace grace;

  /** Native memory goes with {@link #close}: nothing may be in a call then. */
  private final ReadWriteLock life = new ReentrantReadWriteLock();

  /** No chunk is put, asked for or named while the collector chooses what to delete. */
  private final ReadWriteLock naming = new ReentrantReadWriteLock();

  private final CompletableFuture<StoreFailure> broken = new CompletableFuture<>();

  /** Whether anything may be to collect; after a start nobody knows. */
  private final AtomicBoolean owesCollection = new AtomicBoolean(true);

  /** The manifests that were bad at the last look, so that each is told of once. */
  private volatile Set<Digest> toldRotten = Set.of();

  private Optional<SetAside> setAside = Optional.empty();
  private final FullAlarm fullAlarm;
  private volatile Consumer<Digest> rotted = chunk -> {};
  private boolean closed;

  /** The bytes are not those that the digest names. Nothing was written. */
  public static final class WrongDigest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongDigest(Digest digest) {
      super("the bytes are not those of " + digest.brief());
    }
  }

  /** The disk did not take or give what it should; nothing half-done stays. */
  public static class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFailure(String what, Throwable cause) {
      super(what + ": " + cause.getMessage(), cause);
    }

    StoreFailure(String what) {
      super(what);
    }
  }

  /** There is no room left for models; facts may still fit. */
  public static final class StoreFull extends StoreFailure {
    private static final long serialVersionUID = 1L;

    StoreFull(String what, Throwable cause) {
      super(what, cause);
    }

    StoreFull(String what) {
      super(what);
    }
  }

  /** The model is not whole yet, or not any more. */
  public static final class ChunksMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SortedSet<Digest> chunks;

    ChunksMissing(Manifest manifest, SortedSet<Digest> chunks) {
      super(
          "model "
              + manifest.name()
              + " "
              + manifest.version()
              + ": "
              + chunks.size()
              + " of "
              + manifest.chunks().size()
              + " chunks are not in the store");
      this.chunks = chunks;
    }

    public SortedSet<Digest> chunks() {
      return chunks;
    }
  }

  Store(
      DirectoryLock lock,
      Database database,
      Chunks chunks,
      Layout layout,
      DiskRoom room,
      Grace grace) {
    this.room = room;
    this.fullAlarm = new FullAlarm(room);
    this.lock = lock;
    this.database = database;
    this.chunks = chunks;
    this.layout = layout;
    this.grace = grace;
    var unused =
        database
            .failedBehind()
            .thenAccept(
                failure -> broken.complete(Failures.of("the store could not be written", failure)));
  }

  /**
   * Opens the store in a directory, which is made if it is missing. A damaged database is set aside
   * and a new one begun.
   *
   * @throws UserError if it is in use, of a newer format, open to every user, or cannot be written
   */
  public static Store open(Path data) {
    return Opening.open(data, DiskRoom::usual, Grace.USUAL);
  }

  void setAside(Optional<SetAside> what) {
    setAside = what;
  }

  /** The damaged database in whose place this one was begun, if there was one. */
  public Optional<SetAside> setAside() {
    return setAside;
  }

  /**
   * Completes when a write failed for another reason than a full disk, or what was written could
   * not be moved into tables. Nobody knows then what is on the disk and what is not: the store must
   * be opened anew, and nothing be done on its word.
   */
  public CompletableFuture<StoreFailure> broken() {
    return broken;
  }

  /** Who is told once when models find no room any more (why), and once when they do (empty). */
  public void onFull(Consumer<Optional<String>> told) {
    fullAlarm.listener(told);
  }

  /** Who is told of each chunk that {@link #readChunk} finds rotten; it is deleted by then. */
  public void onRot(Consumer<Digest> told) {
    rotted = told;
  }

  /**
   * The disk as it is now.
   *
   * @param reservedBytes what models may not take
   */
  public record Room(long diskBytes, long freeBytes, long reservedBytes) {}

  public Room room() {
    return room.now();
  }

  /** Makes all changes durable, or none. */
  public void commit(Changes changes) {
    naming.readLock().lock();
    try {
      this.<Void>call(
          "the store could not be written",
          () -> {
            try (WriteBatch batch = new WriteBatch()) {
              fill(batch, changes);
              database.write(batch);
            }
            if (changes.dropsManifests()) {
              owesCollection.set(true);
            }
            return Optional.empty();
          });
    } finally {
      naming.readLock().unlock();
    }
  }

  private void fill(WriteBatch batch, Changes changes) throws RocksDBException {
    for (Map.Entry<String, Optional<byte[]>> entry : changes.facts.entrySet()) {
      put(batch, database.facts, utf8(entry.getKey()), entry.getValue());
    }
    for (Map.Entry<String, String> entry : changes.memory.entrySet()) {
      batch.put(database.memory, utf8(entry.getKey()), utf8(entry.getValue()));
    }
    for (Map.Entry<Digest, Optional<String>> entry : changes.manifests.entrySet()) {
      put(batch, database.manifests, entry.getKey().raw(), entry.getValue().map(Store::utf8));
    }
  }

  private static void put(
      WriteBatch batch, ColumnFamilyHandle family, byte[] key, Optional<byte[]> value)
      throws RocksDBException {
    if (value.isPresent()) {
      batch.put(family, key, value.get());
    } else {
      batch.delete(family, key);
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
    return manifests(new TreeSet<>());
  }

  private Map<Digest, String> manifests(Set<Digest> rotten) {
    Map<Digest, String> manifests = new TreeMap<>();
    each(
        database.manifests,
        (key, value) -> {
          Digest digest = Digest.ofRaw(key);
          if (Digest.of(value).equals(digest)) {
            manifests.put(digest, text(value));
          } else {
            rotten.add(digest);
          }
        });
    rotten.stream()
        .filter(digest -> !toldRotten.contains(digest))
        .forEach(
            digest ->
                LOG.warn(
                    "manifest {} rotted on the disk; nothing is collected until it comes again",
                    digest.brief()));
    toldRotten = Set.copyOf(rotten);
    return manifests;
  }

  /** The JSON of one manifest, if it is here and did not rot. */
  public Optional<String> manifest(Digest digest) {
    return this.<byte[]>call(
            "manifest " + digest.brief() + " could not be read",
            () -> Optional.ofNullable(database.get(database.manifests, digest.raw())))
        .filter(json -> Digest.of(json).equals(digest))
        .map(Store::text);
  }

  private void each(ColumnFamilyHandle family, BiConsumer<byte[], byte[]> consumer) {
    this.<Void>call(
        "the store could not be read",
        () -> {
          database.each(family, consumer);
          return Optional.empty();
        });
  }

  /**
   * Stores a chunk that a manifest names; storing it again changes nothing. The bytes stay the
   * caller's.
   *
   * @throws WrongDigest if the bytes are others, none, or more than a chunk may have
   * @throws StoreFull if they would use the room that is kept for facts
   */
  public void putChunk(Digest digest, ChunkBytes bytes) {
    put(digest, bytes, () -> {});
  }

  /** As the other, for a chunk whose manifest comes later: it stays for a while without. */
  public void putPushedChunk(Digest digest, ChunkBytes bytes) {
    put(digest, bytes, () -> grace.touch(digest));
  }

  private void put(Digest digest, ChunkBytes bytes, Runnable stored) {
    naming.readLock().lock();
    try {
      this.<Void>call(
          "chunk " + digest.brief() + " could not be stored",
          () -> {
            chunks.put(digest, bytes);
            stored.run();
            return Optional.empty();
          });
      fullAlarm.stored();
    } finally {
      naming.readLock().unlock();
    }
  }

  /**
   * A chunk's bytes, for the caller to close, or null. One that rotted on the disk is deleted and
   * counts as missing; who asked for one chunk has nobody to tell, so that {@link #onRot} hears.
   */
  public @Nullable ChunkBytes readChunk(Digest digest) {
    return call(
            "chunk " + digest.brief() + " could not be read",
            () -> Optional.ofNullable(chunks.read(digest, rotted)))
        .orElse(null);
  }

  /** Hashes all chunks of a model that are here. Those that rotted are deleted and returned. */
  public SortedSet<Digest> verify(Manifest manifest) {
    SortedSet<Digest> rotten = new TreeSet<>();
    this.<Void>call(
        "model " + manifest.name() + " " + manifest.version() + " could not be verified",
        () -> {
          for (ChunkRef chunk : manifest.chunks()) {
            if (chunks.has(chunk.digest()) && !chunks.isWhole(chunk.digest())) {
              rotten.add(chunk.digest());
            }
          }
          return Optional.empty();
        });
    return rotten;
  }

  /** Whether a chunk is here. If so, it stays for a while, even if no manifest names it yet. */
  public boolean hasChunk(Digest digest) {
    naming.readLock().lock();
    try {
      boolean here =
          call("the store could not be read", () -> Optional.of(chunks.has(digest))).orElse(false);
      if (here) {
        grace.touch(digest);
      }
      return here;
    } finally {
      naming.readLock().unlock();
    }
  }

  /** Which chunks of a manifest are here, by their index. */
  public BitSet locate(Manifest manifest) {
    List<ChunkRef> refs = manifest.chunks();
    BitSet here = new BitSet(refs.size());
    this.<Void>call(
        "the store could not be read",
        () -> {
          for (int i = 0; i < refs.size(); i++) {
            here.set(i, chunks.has(refs.get(i).digest()));
          }
          return Optional.empty();
        });
    return here;
  }

  /** How many bytes of a model's chunks are here; equal chunks count once. */
  public long storedBytes(Manifest manifest) {
    Set<Digest> digests = new HashSet<>();
    manifest.chunks().forEach(chunk -> digests.add(chunk.digest()));
    return call(
            "the store could not be read",
            () -> {
              long sum = 0;
              for (Digest digest : digests) {
                sum += chunks.sizeBytes(digest);
              }
              return Optional.of(sum);
            })
        .orElse(0L);
  }

  /**
   * Lays a complete model out as files, each file's digest checked, and returns their directory.
   * One that was laid out before is hashed again at its first use after a start, and laid out anew
   * if it is not what the manifest says.
   *
   * @throws ChunksMissing if it is not complete
   * @throws StoreFailure if a file cannot be written, or its chunks do not make it
   */
  public Path materialise(Manifest manifest) {
    String what = "model " + manifest.name() + " " + manifest.version() + " could not be laid out";
    Optional<Path> directory = call(what, () -> layout.write(manifest, chunks::read));
    return directory.orElseThrow(() -> new ChunksMissing(manifest, missing(manifest)));
  }

  private SortedSet<Digest> missing(Manifest manifest) {
    List<ChunkRef> refs = manifest.chunks();
    BitSet here = locate(manifest);
    SortedSet<Digest> missing = new TreeSet<>();
    for (int i = here.nextClearBit(0); i < refs.size(); i = here.nextClearBit(i + 1)) {
      missing.add(refs.get(i).digest());
    }
    return missing;
  }

  /**
   * Whether there may be something to collect: a manifest was dropped, a chunk found no room, or no
   * collection came to its end since the start or since the last that did not.
   */
  public boolean owesCollection() {
    return owesCollection.get();
  }

  /**
   * Deletes the chunks and files that no stored manifest names, and gives their space back. A chunk
   * that was pushed or asked for in the last ten minutes stays, because its manifest may be about
   * to come; so call this again from time to time, not only when it is owed. Takes as long as it
   * takes to read and write all chunks, when a quarter of the space is garbage and there is room to
   * write them beside what is there; other calls go on meanwhile.
   */
  public void collectGarbage() {
    // Cleared first, so that what is dropped meanwhile is owed on.
    owesCollection.set(false);
    boolean collected = false;
    try {
      collected = deleteUnnamed() && giveBack();
    } finally {
      if (!collected) {
        owesCollection.set(true);
      }
    }
  }

  /** Says whether it could be known what no manifest names. */
  private boolean deleteUnnamed() {
    Set<Digest> rotten = new TreeSet<>();
    naming.writeLock().lock();
    try {
      Map<Digest, String> manifests = manifests(rotten);
      if (rotten.isEmpty()) {
        deleteUnnamed(manifests);
      }
      return rotten.isEmpty();
    } finally {
      naming.writeLock().unlock();
    }
  }

  /** Says whether there was room for it. */
  private boolean giveBack() {
    try {
      return call(
              "the space of deleted chunks could not be given back",
              () -> Optional.of(chunks.giveBack()))
          .orElse(false);
    } finally {
      this.<Void>call(
          "files of models that are gone could not be deleted",
          () -> {
            layout.removeParts();
            return Optional.empty();
          });
    }
  }

  /** Lets the chunks that no manifest names stay for a while: a push of them may go on. */
  void awaitManifests() throws RocksDBException {
    unnamed(manifests()).forEach(grace::touch);
  }

  private List<Digest> unnamed(Map<Digest, String> manifests) throws RocksDBException {
    Set<Digest> named = new HashSet<>();
    manifests.forEach(
        (digest, json) ->
            ManifestJson.parse(digest, json).chunks().forEach(chunk -> named.add(chunk.digest())));
    return chunks.all().stream().filter(digest -> !named.contains(digest)).toList();
  }

  private void deleteUnnamed(Map<Digest, String> manifests) {
    Set<Digest> safe = grace.safe();
    this.<Void>call(
        "garbage could not be collected",
        () -> {
          List<Digest> unnamed =
              unnamed(manifests).stream().filter(digest -> !safe.contains(digest)).toList();
          if (!unnamed.isEmpty()) {
            chunks.delete(unnamed);
          }
          layout.keepOnly(manifests.keySet());
          return Optional.empty();
        });
  }

  /** What a call does while the database is open; an empty answer is one too. */
  private interface Work<T> {
    Optional<T> run() throws RocksDBException, IOException;
  }

  private <T> Optional<T> call(String what, Work<T> work) {
    life.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the store is closed");
      }
      return work.run();
    } catch (StoreFull e) {
      refused(e);
      throw e;
    } catch (RocksDBException | IOException e) {
      throw failure(what, e);
    } catch (UncheckedIOException e) {
      throw failure(what, Objects.requireNonNullElse(e.getCause(), e));
    } finally {
      life.readLock().unlock();
    }
  }

  private void refused(StoreFull why) {
    owesCollection.set(true);
    fullAlarm.refused(why);
  }

  private StoreFailure failure(String what, Exception cause) {
    StoreFailure failure = Failures.of(what, cause);
    if (failure instanceof StoreFull full) {
      refused(full);
    } else if (database.isBroken()) {
      broken.complete(failure);
    }
    return failure;
  }

  /** Waits for the calls that are under way. */
  @Override
  public void close() {
    life.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        chunks.close();
        database.close();
        lock.close();
      }
    } catch (IOException e) {
      LOG.warn("the store's lock could not be given back", e);
    } finally {
      life.writeLock().unlock();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
