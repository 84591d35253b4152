package dev.linnet.daemon.store;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transfer.ChunkBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models as files, for the runtime to read: {@code models/DIGEST/...}. A directory appears whole or
 * not at all; what was there before this start is hashed again before it is used. One model takes
 * minutes on a slow disk, and none waits for another.
 */
final class Layout {
  private static final Logger LOG = LoggerFactory.getLogger(Layout.class);
  private static final String PART = ".part";
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path root;
  private final DiskRoom room;

  /** By a directory's name, which its part shares: for all that is done to the two. */
  private final NameLocks locks = new NameLocks();

  /** The names of those that this process has hashed or written. */
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  /** Gives a chunk's bytes, or null if it is not here. */
  interface ChunkReader {
    @Nullable ChunkBytes read(Digest digest) throws RocksDBException;
  }

  Layout(Path root, DiskRoom room) {
    this.root = root;
    this.room = room;
  }

  /** Deletes what was put aside, and what a crash left half-written or half-deleted. */
  void removeParts() throws IOException {
    Files.createDirectories(root);
    for (Path entry : entries()) {
      String name = entry.getFileName().toString();
      if (name.endsWith(PART)) {
        unlessLocked(
            name.substring(0, name.length() - PART.length()), () -> Directories.delete(entry));
      }
    }
  }

  /**
   * Puts all directories aside but those of {@code manifests}, for {@link #removeParts}. Waits for
   * none: one that is laid out now is left to the next call.
   */
  void keepOnly(Set<Digest> manifests) throws IOException {
    Set<String> kept = new HashSet<>();
    manifests.forEach(digest -> kept.add(digest.hex()));
    for (Path entry : entries()) {
      String name = entry.getFileName().toString();
      if (!kept.contains(name) && !name.endsWith(PART)) {
        unlessLocked(name, () -> putAside(name));
      }
    }
  }

  private interface Change {
    void make() throws IOException;
  }

  private void unlessLocked(String name, Change change) throws IOException {
    if (locks.tryLock(name)) {
      try {
        change.make();
      } finally {
        locks.unlock(name);
      }
    }
  }

  /**
   * Lays a model out, if it is not yet; empty if a chunk is not here.
   *
   * @throws Store.StoreFull if its files would use the room that is kept for facts
   * @throws IOException if the disk does not take it, or the chunks are not those of the files
   */
  Optional<Path> write(Manifest manifest, ChunkReader chunks) throws IOException, RocksDBException {
    String name = manifest.digest().hex();
    locks.lock(name);
    try {
      Optional<Path> found = find(name, manifest);
      return found.isPresent() ? found : writeAnew(name, manifest, chunks);
    } finally {
      locks.unlock(name);
    }
  }

  private Optional<Path> find(String name, Manifest manifest) throws IOException {
    Path directory = root.resolve(name);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      verified.remove(name);
      return Optional.empty();
    }
    if (!verified.contains(name)) {
      if (!isWhole(manifest, directory)) {
        putAside(name);
        return Optional.empty();
      }
      verified.add(name);
    }
    return Optional.of(directory);
  }

  private Optional<Path> writeAnew(String name, Manifest manifest, ChunkReader chunks)
      throws IOException, RocksDBException {
    Path directory = root.resolve(name);
    Path part = part(name);
    Directories.delete(part);
    room.require(manifest.sizeBytes());
    try {
      Files.createDirectory(part);
      for (ModelFile file : manifest.files()) {
        Path path = inside(part, file.path());
        Files.createDirectories(path.getParent());
        if (!writeFile(path, file, chunks)) {
          return Optional.empty();
        }
      }
      try (Stream<Path> written = Files.walk(part)) {
        for (Path each : written.filter(Files::isDirectory).toList()) {
          Directories.sync(each);
        }
      }
      Files.move(part, directory, StandardCopyOption.ATOMIC_MOVE);
      Directories.sync(root);
    } finally {
      Directories.delete(part);
    }
    verified.add(name);
    return Optional.of(directory);
  }

  /** Looks for room again and again: much may come to the disk while a model is written. */
  private boolean writeFile(Path path, ModelFile file, ChunkReader chunks)
      throws IOException, RocksDBException {
    MessageDigest sha256 = Digest.sha256();
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ChunkRef chunk : file.chunks()) {
        try (ChunkBytes bytes = chunks.read(chunk.digest())) {
          if (bytes == null) {
            return false;
          }
          room.require(bytes.size());
          bytes.update(sha256);
          ByteBuffer buffer = bytes.buffer();
          while (buffer.hasRemaining()) {
            out.write(buffer);
          }
        }
      }
      out.force(true);
    }
    if (!Digest.ofRaw(sha256.digest()).equals(file.digest())) {
      throw new IOException(
          "the chunks of " + file.path() + " do not make the file that the manifest names");
    }
    return true;
  }

  /**
   * Whether the files of the manifest are there, are what it says, and nothing lies beside. What
   * cannot be read is not: the chunks that make it anew may lie where the disk can.
   */
  private static boolean isWhole(Manifest manifest, Path directory) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (ModelFile file : manifest.files()) {
      paths.add(inside(directory, file.path()));
    }
    try (Stream<Path> walk = Files.walk(directory)) {
      for (int i = 0; i < paths.size(); i++) {
        if (!holds(paths.get(i), manifest.files().get(i))) {
          return false;
        }
      }
      return walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).count()
          == paths.size();
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} cannot be read, and is laid out anew: {}", directory, e.toString());
      return false;
    }
  }

  private static boolean holds(Path path, ModelFile file) throws IOException {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        && Files.size(path) == file.sizeBytes()
        && digest(path).equals(file.digest());
  }

  /** A manifest's paths stay inside by its own rules; a second look costs nothing. */
  private static Path inside(Path directory, String path) throws IOException {
    Path resolved;
    try {
      resolved = directory.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new IOException(
          "path '" + path + "' cannot be written under this locale: run linnet under a UTF-8 one",
          e);
    }
    if (!resolved.startsWith(directory) || resolved.equals(directory)) {
      throw new IOException("path '" + path + "' leaves the model's directory");
    }
    return resolved;
  }

  private static Digest digest(Path path) throws IOException {
    MessageDigest sha256 = Digest.sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
    }
    return Digest.ofRaw(sha256.digest());
  }

  /** A part is no model to anybody, whatever is missing of it. */
  private void putAside(String name) throws IOException {
    verified.remove(name);
    Path part = part(name);
    Directories.delete(part);
    Files.move(root.resolve(name), part, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path part(String name) {
    return root.resolve(name + PART);
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.toList();
    }
  }
}
