package dev.linnet.daemon.packing;

import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a {@link ModelArchive}, one chunk in memory at a time. The file appears whole, with the
 * last call, or not at all; the same model makes the same bytes.
 */
public final class ArchiveWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Some platforms set files to the time in the ZIP, whose calendar begins here. */
  private static final FileTime TIME = FileTime.fromMillis(315_532_800_000L);

  private final Path path;
  private final Path part;
  private final FileChannel file;
  private final ZipOutputStream zip;

  private ArchiveWriter(Path path, Path part, FileChannel file) {
    this.path = path;
    this.part = part;
    this.file = file;
    this.zip =
        new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES));
    zip.setMethod(ZipOutputStream.STORED);
  }

  /**
   * Begins an archive.
   *
   * @throws UserError if it cannot be written there, or is there already
   */
  public static ArchiveWriter create(Path path, String manifestJson) {
    if (Files.exists(path)) {
      throw new UserError(
          UserError.FAILED,
          "archive " + path + " is there already: name another file or remove it");
    }
    Path part = path.resolveSibling(path.getFileName() + ".part");
    try {
      ArchiveWriter writer =
          new ArchiveWriter(
              path,
              part,
              FileChannel.open(
                  part,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.TRUNCATE_EXISTING));
      writer.add(ModelArchive.MANIFEST, manifestJson.getBytes(StandardCharsets.UTF_8));
      return writer;
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Adds a chunk; each once, in any order. */
  public void add(Digest chunk, byte[] bytes) {
    if (!Digest.of(bytes).equals(chunk)) {
      throw new UserError(
          UserError.FAILED, "the node sent something else for chunk " + chunk.brief());
    }
    add(ModelArchive.entry(chunk), bytes);
  }

  private void add(String name, byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(bytes.length);
    entry.setCompressedSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setLastModifiedTime(TIME);
    try {
      zip.putNextEntry(entry);
      zip.write(bytes);
      zip.closeEntry();
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Every chunk is in it: gives it its name. */
  public void finish() {
    try {
      zip.finish();
      zip.flush();
      file.force(true);
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private static UserError failed(Path path, IOException e) {
    return new UserError(
        UserError.FAILED, "archive " + path + " cannot be written (" + e.getMessage() + ")", e);
  }

  /** Removes what is not finished. */
  @Override
  public void close() {
    try {
      file.close();
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }
}
