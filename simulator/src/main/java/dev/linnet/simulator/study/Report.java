package dev.linnet.simulator.study;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the figures of a study go: tables into a document between two comments that name them, the
 * prose around them staying; and all of them as JSON.
 */
public final class Report {
  private static final Gson JSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().setPrettyPrinting().create();

  private Report() {}

  /**
   * Replaces a table.
   *
   * @throws IOException if the document has no place for it, or cannot be written
   */
  public static void table(Path document, String name, List<String> lines) throws IOException {
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- end of " + name + " -->";
    String text = Files.readString(document);
    int from = text.indexOf(begin);
    int to = text.indexOf(end, Math.max(0, from));
    if (from < 0 || to < 0) {
      throw new IOException(
          document + ": expected a line " + begin.strip() + " and later a line " + end);
    }
    Files.writeString(
        document,
        text.substring(0, from + begin.length())
            + String.join("\n", lines)
            + "\n"
            + text.substring(to));
  }

  /** Reads what {@link #json} wrote. */
  static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      T figures = JSON.fromJson(Files.readString(file), type);
      if (figures != null) {
        return figures;
      }
    } catch (JsonParseException e) {
      throw new IOException(file + ": no figures of this command (" + e.getMessage() + ")", e);
    }
    throw new IOException(file + ": no figures of this command (it is empty)");
  }

  public static void json(Path file, Object figures) throws IOException {
    Files.writeString(file, JSON.toJson(figures) + "\n");
  }
}
