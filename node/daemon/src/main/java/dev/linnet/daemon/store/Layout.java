package dev.linnet.daemon.store;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.trust.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Models as files, for the runtime to read: {@code models/DIGEST/...}. A directory appears whole or
 * not at all; what was there before this start is hashed again before it is used.
 */
final class Layout {
  private static final String HALF_WRITTEN = ".part";

  private final Path root;
  private final Set<Digest> checked = new HashSet<>();

  Layout(Path root) {
    this.root = root;
  }

  void removeHalfWritten() throws IOException {
    Files.createDirectories(root);
    for (Path entry : entries()) {
      if (entry.toString().endsWith(HALF_WRITTEN)) {
        delete(entry);
      }
    }
  }

  void keepOnly(Set<Digest> manifests) throws IOException {
    for (Path entry : entries()) {
      String name = entry.getFileName().toString();
      if (name.length() == 64 && !manifests.contains(new Digest(name))) {
        delete(entry);
      }
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.toList();
    }
  }

  synchronized Path write(Manifest manifest, Function<Digest, byte @Nullable []> chunks)
      throws IOException {
    Path directory = root.resolve(manifest.digest().hex());
    if (checked.contains(manifest.digest()) || intact(manifest, directory)) {
      checked.add(manifest.digest());
      return directory;
    }
    Path part = root.resolve(manifest.digest().hex() + HALF_WRITTEN);
    delete(part);
    delete(directory);
    for (ModelFile file : manifest.files()) {
      Path path = part.resolve(file.path());
      Files.createDirectories(path.getParent());
      writeFile(path, file, chunks);
    }
    Files.move(part, directory, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent = FileChannel.open(root)) {
      parent.force(true);
    }
    checked.add(manifest.digest());
    return directory;
  }

  private static void writeFile(
      Path path, ModelFile file, Function<Digest, byte @Nullable []> chunks) throws IOException {
    MessageDigest sha256 = sha256();
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ChunkRef chunk : file.chunks()) {
        byte @Nullable [] bytes = chunks.apply(chunk.digest());
        if (bytes == null) {
          throw new IOException("chunk " + chunk.digest().brief() + " of " + file.path() + " is missing");
        }
        sha256.update(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      out.force(true);
    }
    if (!Digest.ofRaw(sha256.digest()).equals(file.digest())) {
      throw new IOException(file.path() + ": its chunks do not make the file that the manifest names");
    }
  }

  private static boolean intact(Manifest manifest, Path directory) throws IOException {
    for (ModelFile file : manifest.files()) {
      Path path = directory.resolve(file.path());
      if (!Files.isRegularFile(path)
          || Files.size(path) != file.sizeBytes()
          || !digest(path).equals(file.digest())) {
        return false;
      }
    }
    return true;
  }

  private static Digest digest(Path path) throws IOException {
    MessageDigest sha256 = sha256();
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(path), sha256)) {
      byte[] buffer = new byte[64 * 1024];
      while (in.read(buffer) >= 0) {
        // The stream digests what it reads.
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

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> walk = Files.walk(tree)) {
        for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
