package dev.linnet.daemon.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the database's list of tables, its MANIFEST, held when it was last looked at. RocksDB only
 * appends to such a file, and the next one has a higher number. So one that does not begin with
 * what was there, or has a lower number, is an older one, and tables that it does not name would be
 * passed over in silence. The witness lies among the database's files and goes where they go.
 */
final class TableWitness {
  private static final Logger LOG = LoggerFactory.getLogger(TableWitness.class);

  private static final String NAME = "WITNESS";
  private static final Pattern CURRENT = Pattern.compile("(MANIFEST-(\\d{1,18}))\n");
  private static final int MAX_LINE_BYTES = 128;
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Path database;

  TableWitness(Path database) {
    this.database = database;
  }

  /** The begin of a list of tables, as the witness's file holds it. */
  private record Begin(String manifest, long number, long lengthBytes, String checksum) {
    private static final Pattern LINE =
        Pattern.compile("((MANIFEST-(\\d{1,18})) (\\d{1,18}) ([0-9a-f]{8})) ([0-9a-f]{8})\n");

    /** Empty if the line was damaged: its last word is the checksum of what stands before it. */
    static Optional<Begin> parse(String line) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches() || !checksumOf(matcher.group(1)).equals(matcher.group(6))) {
        return Optional.empty();
      }
      return Optional.of(
          new Begin(
              matcher.group(2),
              Long.parseLong(matcher.group(3)),
              Long.parseLong(matcher.group(4)),
              matcher.group(5)));
    }

    static String line(String manifest, long lengthBytes, CRC32C checksum) {
      String facts = manifest + " " + lengthBytes + " " + hex(checksum);
      return facts + " " + checksumOf(facts) + "\n";
    }

    private static String checksumOf(String text) {
      CRC32C checksum = new CRC32C();
      checksum.update(text.getBytes(StandardCharsets.US_ASCII));
      return hex(checksum);
    }

    private static String hex(CRC32C checksum) {
      return String.format("%08x", checksum.getValue());
    }

    /** Whether a file begins so. */
    boolean isOf(Path file) throws IOException {
      CRC32C found = new CRC32C();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        return update(found, channel, lengthBytes) == lengthBytes && hex(found).equals(checksum);
      }
    }
  }

  /**
   * Looks whether the list of tables is as new as it was, before RocksDB deletes tables that it
   * does not name. Without a witness, or with a damaged one, there is nothing to compare. What is
   * missing is for RocksDB to say.
   *
   * @throws RocksDBException if it is an older one, or what stood there was damaged
   */
  static void check(Path database) throws IOException, RocksDBException {
    Optional<Begin> seen = text(database.resolve(NAME)).flatMap(Begin::parse);
    Optional<Matcher> current = current(database);
    if (seen.isEmpty() || current.isEmpty()) {
      return;
    }
    String name = current.get().group(1);
    long number = Long.parseLong(current.get().group(2));
    if (number < seen.get().number()) {
      throw Failures.damage(
          "its " + name + " is older than " + seen.get().manifest() + ", which was there");
    }
    Path file = database.resolve(name);
    if (number == seen.get().number() && Files.exists(file) && !seen.get().isOf(file)) {
      throw Failures.damage("its " + name + " is an older one, or what stood in it was damaged");
    }
  }

  /**
   * Takes down what the list of tables holds. A power cut must leave all of that, so the list is
   * made durable first. The witness itself need not be: an older one notices less and is never
   * wrong. So the log alone tells of a failure, as on a full disk.
   */
  synchronized void renew() {
    try {
      Optional<Matcher> current = current(database);
      if (current.isPresent()) {
        renew(current.get().group(1));
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("the witness of the store's tables was not renewed: {}", e.toString());
    }
  }

  private void renew(String manifest) throws IOException {
    CRC32C checksum = new CRC32C();
    long lengthBytes;
    try (FileChannel list = FileChannel.open(database.resolve(manifest), StandardOpenOption.READ)) {
      lengthBytes = update(checksum, list, Long.MAX_VALUE);
      list.force(true);
    }
    Directories.sync(database);
    Path part = database.resolve(NAME + ".part");
    Files.writeString(part, Begin.line(manifest, lengthBytes, checksum));
    Files.move(part, database.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The name of the list of tables and, as its second group, its number. */
  private static Optional<Matcher> current(Path database) throws IOException {
    return text(database.resolve("CURRENT")).map(CURRENT::matcher).filter(Matcher::matches);
  }

  /** A small file, if there is one. */
  private static Optional<String> text(Path file) throws IOException {
    try {
      return Files.size(file) > MAX_LINE_BYTES
          ? Optional.empty()
          : Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Adds the first bytes of a file to a checksum, or what there is, and says how many. */
  private static long update(CRC32C checksum, FileChannel file, long mostBytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long bytes = 0;
    while (bytes < mostBytes) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, mostBytes - bytes));
      int read = file.read(buffer);
      if (read < 0) {
        break;
      }
      checksum.update(buffer.flip());
      bytes += read;
    }
    return bytes;
  }
}
