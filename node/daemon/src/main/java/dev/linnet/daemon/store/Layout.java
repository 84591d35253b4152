package dev.linnet.daemon.store;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transfer.ChunkBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Models as files, for the runtime to read: {@code models/DIGEST/...}. A directory appears whole or
 * not at all; what was there before this start is hashed again before it is used.
 */
final class Layout {
  private static final String PART = ".part";
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path root;
  private final DiskRoom room;

  /** Those that this process has hashed or written. */
  private final Set<Digest> verified = new HashSet<>();

  /** Gives a chunk's bytes, or null if it is not here. */
  interface ChunkReader {
    @Nullable ChunkBytes read(Digest digest) throws RocksDBException;
  }

  Layout(Path root, DiskRoom room) {
    this.root = root;
    this.room = room;
  }

  /** Removes what a crash left half-written or half-deleted. */
  synchronized void removeParts() throws IOException {
    Files.createDirectories(root);
    for (Path entry : entries()) {
      if (entry.getFileName().toString().endsWith(PART)) {
        Directories.delete(entry);
      }
    }
  }

  /** Removes all directories but those of {@code manifests}. */
  synchronized void keepOnly(Set<Digest> manifests) throws IOException {
    Set<String> kept = new HashSet<>();
    manifests.forEach(digest -> kept.add(digest.hex()));
    for (Path entry : entries()) {
      if (!kept.contains(entry.getFileName().toString())) {
        remove(entry);
      }
    }
    verified.retainAll(manifests);
  }

  /** The directory of a model that is already laid out whole; empty if it is not. */
  synchronized Optional<Path> find(Manifest manifest) throws IOException {
    Path directory = directory(manifest);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      verified.remove(manifest.digest());
      return Optional.empty();
    }
    if (!verified.contains(manifest.digest())) {
      if (!isWhole(manifest, directory)) {
        remove(directory);
        return Optional.empty();
      }
      verified.add(manifest.digest());
    }
    return Optional.of(directory);
  }

  /**
   * Lays a model out; empty if a chunk is not here.
   *
   * @throws Store.StoreFull if its files would use the room that is kept for facts
   * @throws IOException if the disk does not take it, or the chunks are not those of the files
   */
  synchronized Optional<Path> write(Manifest manifest, ChunkReader chunks)
      throws IOException, RocksDBException {
    Optional<Path> found = find(manifest);
    if (found.isPresent()) {
      return found;
    }
    Path part = root.resolve(manifest.digest().hex() + PART);
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
        for (Path directory : written.filter(Files::isDirectory).toList()) {
          Directories.sync(directory);
        }
      }
      Files.move(part, directory(manifest), StandardCopyOption.ATOMIC_MOVE);
      Directories.sync(root);
    } finally {
      Directories.delete(part);
    }
    verified.add(manifest.digest());
    return Optional.of(directory(manifest));
  }

  private static boolean writeFile(Path path, ModelFile file, ChunkReader chunks)
      throws IOException, RocksDBException {
    MessageDigest sha256 = sha256();
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ChunkRef chunk : file.chunks()) {
        try (ChunkBytes bytes = chunks.read(chunk.digest())) {
          if (bytes == null) {
            return false;
          }
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

  /** Whether the files of the manifest are there, are what it says, and nothing lies beside. */
  private static boolean isWhole(Manifest manifest, Path directory) throws IOException {
    for (ModelFile file : manifest.files()) {
      Path path = inside(directory, file.path());
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          || Files.size(path) != file.sizeBytes()
          || !digest(path).equals(file.digest())) {
        return false;
      }
    }
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).count()
          == manifest.files().size();
    }
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
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
    }
    return Digest.ofRaw(sha256.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Renames first: a crash half-way leaves a part, which nobody takes for a model. */
  private void remove(Path entry) throws IOException {
    Path part = root.resolve(entry.getFileName() + PART);
    if (!entry.equals(part) && !entry.toString().endsWith(PART)) {
      Directories.delete(part);
      Files.move(entry, part, StandardCopyOption.ATOMIC_MOVE);
      Directories.delete(part);
    }
  }

  private Path directory(Manifest manifest) {
    return root.resolve(manifest.digest().hex());
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.toList();
    }
  }
}
