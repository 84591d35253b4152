package dev.linnet.simulator.sweep;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.linnet.documents.DocumentException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /**
     * Reads {@link #line}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Done of(String line) {
      @Nullable Done done;
      try {
        done = JSON.fromJson(line, Done.class);
      } catch (JsonParseException e) {
        throw new IllegalArgumentException("expected a run of a study", e);
      }
      if (done == null || !isWhole(done.values) || !isWhole(done.figures)) {
        throw new IllegalArgumentException("expected a run of a study with values and figures");
      }
      return done;
    }

    /** What is read of JSON may have nulls in it. */
    private static boolean isWhole(@Nullable Map<String, String> texts) {
      return texts != null && texts.values().stream().allMatch(Objects::nonNull);
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

  /**
   * Reads what is there.
   *
   * @throws DocumentException with file and line, if something else is
   */
  Journal(Path directory) throws IOException {
    file = directory.resolve("runs.jsonl");
    if (Files.exists(file)) {
      String text = text(file);
      int whole = text.lastIndexOf('\n') + 1;
      List<String> lines = text.substring(0, whole).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        try {
          put(Done.of(lines.get(i)));
        } catch (IllegalArgumentException e) {
          throw new DocumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
        }
      }
      if (whole < text.length()) {
        write();
      }
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new DocumentException(file + ": not UTF-8 text; expected the runs of a study", e);
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
