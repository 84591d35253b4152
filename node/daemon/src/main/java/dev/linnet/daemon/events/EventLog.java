package dev.linnet.daemon.events;

import com.google.gson.JsonObject;
import dev.linnet.core.Notice;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened, one JSON object a line in {@code events.jsonl}; survives restarts. Two files of at
 * most {@link #MAX_FILE_BYTES} are kept, and the last {@link #KEPT} events in memory.
 */
public final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final int KEPT = 1_000;
  private static final long MAX_FILE_BYTES = 4L * 1024 * 1024;

  /** An event as JSON, and its place in the log. */
  public record Entry(long number, String json) {}

  private final Path file;
  private final Clock clock;
  private final Deque<Entry> recent = new ArrayDeque<>();
  private final List<Consumer<Entry>> followers = new CopyOnWriteArrayList<>();
  private long next = 1;

  /** Opens the log in a data directory and reads what is there. */
  public EventLog(Path data, Clock clock) {
    this.file = data.resolve("events.jsonl");
    this.clock = clock;
    try {
      if (Files.exists(file)) {
        Files.readAllLines(file).forEach(this::keep);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserError(UserError.FAILED, file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Adds an event. A log that cannot be written is told of and stops nothing. */
  public synchronized void append(Notice notice) {
    JsonObject json = new JsonObject();
    json.addProperty("at", clock.instant().toString());
    json.addProperty("severity", notice.severity().name());
    json.addProperty("kind", notice.kind());
    json.addProperty("sentence", notice.sentence());
    JsonObject about = new JsonObject();
    notice.about().forEach(about::addProperty);
    json.add("about", about);
    LOG.info("{}: {}", notice.kind(), notice.sentence());
    Entry entry = keep(json.toString());
    try {
      if (Files.exists(file) && Files.size(file) > MAX_FILE_BYTES) {
        Files.move(
            file, file.resolveSibling("events.1.jsonl"), StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(
          file, entry.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("{} cannot be written", file, e);
    }
    followers.forEach(follower -> follower.accept(entry));
  }

  private Entry keep(String json) {
    Entry entry = new Entry(next++, json);
    recent.addLast(entry);
    if (recent.size() > KEPT) {
      recent.removeFirst();
    }
    return entry;
  }

  /** The events after a place that are still in memory. */
  public synchronized List<Entry> after(long number) {
    List<Entry> entries = new ArrayList<>(recent);
    entries.removeIf(entry -> entry.number() <= number);
    return entries;
  }

  /** Calls {@code follower} with every event from now on, until what is returned is run. */
  public synchronized Runnable follow(Consumer<Entry> follower) {
    followers.add(follower);
    return () -> followers.remove(follower);
  }
}
