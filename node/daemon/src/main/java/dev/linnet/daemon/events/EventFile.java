package dev.linnet.daemon.events;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of {@code events.jsonl} and of the file before it. What a full or broken disk refuses
 * waits here, in its order, and is written once there is room; no line is written in part, and none
 * is put behind the half of a line that a power cut left.
 */
final class EventFile {
  private static final Logger LOG = LoggerFactory.getLogger(EventFile.class);
  private static final long MAX_FILE_BYTES = 4L * 1024 * 1024;
  private static final int MAX_WAITING = 1_000;

  private final Path file;
  private final Path before;
  private final Deque<String> waiting = new ArrayDeque<>();
  private boolean refused;
  private volatile boolean unsynced;

  EventFile(Path data) {
    this.file = data.resolve("events.jsonl");
    this.before = data.resolve("events.1.jsonl");
  }

  /** All lines, oldest first, also those that are no events: what is no UTF-8 is replaced. */
  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path each : new Path[] {before, file}) {
      if (Files.exists(each)) {
        new String(Files.readAllBytes(each), StandardCharsets.UTF_8).lines().forEach(lines::add);
      }
    }
    return lines;
  }

  /** Writes a line, or keeps it until it can be written. */
  void append(String line) {
    waiting.addLast(line);
    write();
  }

  /** Writes what waits, if anything does and if it can be written now. */
  void write() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      if (Files.exists(file) && Files.size(file) > MAX_FILE_BYTES) {
        sync();
        Files.move(file, before, StandardCopyOption.REPLACE_EXISTING);
      }
      writeAll();
      if (refused) {
        LOG.info("{} can be written again: the events that waited are in it", file);
      }
      refused = false;
    } catch (IOException e) {
      if (!refused) {
        LOG.warn("{} cannot be written: its events wait until it can", file, e);
      }
      refused = true;
      if (waiting.size() > MAX_WAITING) {
        LOG.warn("{} cannot be written: the oldest event that waited is dropped", file);
        waiting.removeFirst();
      }
    }
  }

  private void writeAll() throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      String first = endsWithin(channel) ? "\n" : "";
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(first + String.join("\n", waiting) + "\n");
      try {
        channel.position(end);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
      unsynced = true;
      waiting.clear();
    }
  }

  /**
   * Has the disk keep what was written since the last call, also through a power cut. It takes as
   * long as the disk does; others may write meanwhile.
   */
  void sync() {
    if (!unsynced) {
      return;
    }
    unsynced = false;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(false);
    } catch (IOException e) {
      unsynced = true;
      LOG.debug("{} cannot be synced", file, e);
    }
  }

  /** Whether the last line has no end. */
  private static boolean endsWithin(FileChannel channel) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
  }
}
