package dev.linnet.daemon.packing;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A model in one file, to be carried by hand: a ZIP of {@code manifest.json} and each chunk as
 * {@code chunks/SHA-256}, not compressed. Any unzip opens it; a copy that was broken off lacks the
 * directory at its end and is told at once. Nothing in it is believed: the manifest is named by its
 * digest, and every chunk is hashed.
 */
public final class ModelArchive implements ChunkSource, AutoCloseable {
  static final String MANIFEST = "manifest.json";

  private final Path path;
  private final ZipFile zip;
  private final Manifest manifest;
  private final String json;

  private ModelArchive(Path path, ZipFile zip, Manifest manifest, String json) {
    this.path = path;
    this.zip = zip;
    this.manifest = manifest;
    this.json = json;
  }

  static String entry(Digest chunk) {
    return "chunks/" + chunk.hex();
  }

  /**
   * Opens an archive and looks for every chunk in it; none is read yet.
   *
   * @throws UserError in one line, if it is not there, not whole, or none
   */
  public static ModelArchive open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new UserError(UserError.FAILED, "archive " + path + ": there is no such file");
    }
    ZipFile zip = zip(path);
    try {
      String json =
          new String(read(path, zip, MANIFEST, ManifestJson.MAX_BYTES), StandardCharsets.UTF_8);
      Manifest manifest =
          ManifestJson.parse(Digest.of(json.getBytes(StandardCharsets.UTF_8)), json);
      for (ChunkRef chunk : manifest.chunks()) {
        if (zip.getEntry(entry(chunk.digest())) == null) {
          throw refused(path, "chunk " + chunk.digest().brief() + " is missing: export it again");
        }
      }
      return new ModelArchive(path, zip, manifest, json);
    } catch (IllegalArgumentException e) {
      close(zip);
      throw refused(path, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      close(zip);
      throw e;
    }
  }

  private static ZipFile zip(Path path) {
    try {
      return new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw new UserError(
          UserError.FAILED,
          "archive " + path + ": it is no export of a model, or was cut off: copy it again",
          e);
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED, "archive " + path + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** An entry, if it is no longer than that; it may claim any length. */
  private static byte[] read(Path path, ZipFile zip, String name, int maxBytes) {
    @Nullable ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw refused(path, "it has no " + name + ": expected a file of `linnet model export`");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw refused(path, name + " has more than " + maxBytes + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED,
          "archive "
              + path
              + ": "
              + name
              + " cannot be read ("
              + e.getMessage()
              + "): copy it again",
          e);
    }
  }

  private static UserError refused(Path path, String why) {
    return new UserError(UserError.FAILED, "archive " + path + ": " + why);
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public String json() {
    return json;
  }

  @Override
  public ByteBuffer read(int index) {
    ChunkRef chunk = chunks().get(index);
    byte[] bytes = read(path, zip, entry(chunk.digest()), chunk.sizeBytes());
    if (!Digest.of(bytes).equals(chunk.digest())) {
      throw refused(path, "chunk " + chunk.digest().brief() + " was changed: copy it again");
    }
    return ByteBuffer.wrap(bytes);
  }

  private static void close(ZipFile zip) {
    try {
      zip.close();
    } catch (IOException e) {
      throw new IllegalStateException("a file that was only read did not close", e);
    }
  }

  @Override
  public void close() {
    close(zip);
  }
}
