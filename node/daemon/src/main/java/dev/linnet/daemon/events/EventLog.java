package dev.linnet.daemon.events;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.core.Notice;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What happened, one JSON object a line in {@code events.jsonl}; survives restarts. The last {@link
 * #KEPT} events are in memory too. An event keeps its number over restarts.
 */
public final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final int KEPT = 1_000;

  /** No log gets there, and every reader of JSON holds it exactly. */
  private static final long HIGHEST = 1L << 53;

  /**
   * An event and its place in the log.
   *
   * @param json the event as it stands in the file
   */
  public record Entry(
      long number,
      String json,
      String at,
      String severity,
      String kind,
      Map<String, String> about) {
    public Entry {
      about = Map.copyOf(about);
    }

    /** Reads a line of the file. */
    private static Entry parse(long next, String line) {
      JsonObject event = JsonParser.parseString(line).getAsJsonObject();
      long number =
          event.has("sequence") ? Math.max(next, event.get("sequence").getAsLong()) : next;
      if (number > HIGHEST) {
        throw new IllegalArgumentException("its number is " + number);
      }
      Map<String, String> about = new HashMap<>();
      event
          .getAsJsonObject("about")
          .entrySet()
          .forEach(entry -> about.put(entry.getKey(), entry.getValue().getAsString()));
      return new Entry(
          number,
          line,
          event.get("at").getAsString(),
          event.get("severity").getAsString(),
          event.get("kind").getAsString(),
          about);
    }

    private @Nullable String rollout() {
      return about.get("rollout");
    }
  }

  private final EventFile file;
  private final Clock clock;
  private final Deque<Entry> recent = new ArrayDeque<>();
  private final Map<String, Deque<Entry>> recentByRollout = new HashMap<>();
  private final List<Consumer<Entry>> followers = new CopyOnWriteArrayList<>();
  private long next = 1;

  /** Opens the log in a data directory and reads what is there. */
  public EventLog(Path data, Clock clock) {
    this.file = new EventFile(data);
    this.clock = clock;
    try {
      file.lines().forEach(this::restore);
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED,
          "the events in " + data + " cannot be read (" + e.getMessage() + ")",
          e);
    }
  }

  /**
   * A power cut can leave half a line, and rot any other: each is an exception of its own kind, and
   * the events around it are good.
   */
  private void restore(String line) {
    try {
      keep(Entry.parse(next, line));
    } catch (RuntimeException e) {
      LOG.warn("passed over a line of the events that is no event: {}", e.getMessage());
    }
  }

  /** Adds an event. A disk that refuses it stops nothing: {@link #writeAgain} writes it later. */
  public synchronized void append(Notice notice) {
    String at = clock.instant().toString();
    JsonObject json = new JsonObject();
    json.addProperty("sequence", next);
    json.addProperty("at", at);
    json.addProperty("severity", notice.severity().name());
    json.addProperty("kind", notice.kind());
    json.addProperty("sentence", notice.sentence());
    JsonObject about = new JsonObject();
    notice.about().forEach(about::addProperty);
    json.add("about", about);
    log(notice);
    Entry entry =
        new Entry(
            next, json.toString(), at, notice.severity().name(), notice.kind(), notice.about());
    keep(entry);
    file.append(entry.json());
    followers.forEach(follower -> follower.accept(entry));
  }

  /** Writes what the disk refused, if it takes it now, and has the disk keep what was written. */
  public void writeAgain() {
    synchronized (this) {
      file.write();
    }
    file.sync();
  }

  /** What it is about goes along by name, for a log that programs read. */
  private static void log(Notice notice) {
    LoggingEventBuilder line = LOG.atInfo().addKeyValue("kind", notice.kind());
    for (Map.Entry<String, String> about : notice.about().entrySet()) {
      line = line.addKeyValue(about.getKey(), about.getValue());
    }
    line.log("{}: {}", notice.kind(), notice.sentence());
  }

  private void keep(Entry entry) {
    next = entry.number() + 1;
    recent.addLast(entry);
    String rollout = entry.rollout();
    if (rollout != null) {
      recentByRollout.computeIfAbsent(rollout, any -> new ArrayDeque<>()).addLast(entry);
    }
    if (recent.size() > KEPT) {
      letGo(recent.removeFirst());
    }
  }

  /** The oldest event of all is the oldest of its rollout too. */
  private void letGo(Entry oldest) {
    String rollout = oldest.rollout();
    if (rollout != null) {
      recentByRollout.computeIfPresent(
          rollout,
          (id, entries) -> {
            entries.removeFirst();
            return entries.isEmpty() ? null : entries;
          });
    }
  }

  /** The events after a place that are still in memory. */
  public synchronized List<Entry> after(long number) {
    List<Entry> entries = new ArrayList<>(recent);
    entries.removeIf(entry -> entry.number() <= number);
    return entries;
  }

  /** The events about a rollout that are still in memory, oldest first. */
  public synchronized List<Entry> about(String rollout) {
    return List.copyOf(recentByRollout.getOrDefault(rollout, new ArrayDeque<>()));
  }

  /**
   * Calls {@code follower} with every event from now on, until what is returned is run. It is
   * called while the log is locked, and must wait for nobody.
   */
  public synchronized Runnable follow(Consumer<Entry> follower) {
    followers.add(follower);
    return () -> followers.remove(follower);
  }
}
