package dev.linnet.simulator.sweep;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs that are done, a line of JSON each, in {@code runs.jsonl}. A line that was cut short
 * when the process died is as if it were not there.
 */
final class Journal {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  private final Path file;
  private final SortedMap<Key, Done> done = new TreeMap<>();

  /** Which run of which point. */
  record Key(int point, int repetition) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return point != other.point
          ? Integer.compare(point, other.point)
          : Integer.compare(repetition, other.repetition);
    }
  }

  /**
   * What came of a run.
   *
   * @param problem the invariant that it broke, or the exception that ended it; null for none; one
   *     line
   */
  record Done(
      int point,
      int repetition,
      long seed,
      Map<String, String> values,
      Map<String, String> figures,
      @Nullable String problem) {
    /** The end of a run that an exception ended. */
    static final String FAILED = "FAILED";

    private static final String END = "end";

    Done {
      problem = problem == null ? null : problem.lines().findFirst().orElse(problem);
    }

    /** A run that an exception ended; it has no other figure. */
    static Done failed(
        int point, int repetition, long seed, Map<String, String> values, RuntimeException by) {
      return new Done(point, repetition, seed, values, Map.of(END, FAILED), by.toString());
    }

    static Done of(String line) {
      return JSON.fromJson(line, Done.class);
    }

    String line() {
      return JSON.toJson(this);
    }

    String end() {
      return figures.getOrDefault(END, "");
    }

    /** Whether its figures may be compared with those of other runs. */
    boolean counts() {
      return problem == null;
    }

    Key key() {
      return new Key(point, repetition);
    }
  }

  Journal(Path directory) throws IOException {
    file = directory.resolve("runs.jsonl");
    if (Files.exists(file)) {
      String text = Files.readString(file);
      int whole = text.lastIndexOf('\n') + 1;
      text.substring(0, whole).lines().map(Done::of).forEach(this::put);
      if (whole < text.length()) {
        write();
      }
    }
  }

  private void put(Done run) {
    done.put(run.key(), run);
  }

  synchronized boolean has(int point, int repetition) {
    return done.containsKey(new Key(point, repetition));
  }

  /** The runs of a point, up to the first that is missing. */
  synchronized List<Done> of(int point) {
    List<Done> runs = new ArrayList<>();
    Done next = done.get(new Key(point, 0));
    while (next != null) {
      runs.add(next);
      next = done.get(new Key(point, runs.size()));
    }
    return runs;
  }

  /** On the disk when it returns. */
  synchronized void add(String line) throws IOException {
    put(Done.of(line));
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  synchronized void addAll(Journal other) {
    other.all().forEach(this::put);
  }

  synchronized List<Done> all() {
    return new ArrayList<>(done.values());
  }

  /** In order, whoever was done first. */
  synchronized void write() throws IOException {
    StringBuilder lines = new StringBuilder();
    done.values().forEach(run -> lines.append(run.line()).append('\n'));
    Path next = file.resolveSibling("runs.jsonl.partial");
    Files.writeString(next, lines);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
