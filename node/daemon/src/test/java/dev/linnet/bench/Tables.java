package dev.linnet.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tables of a measurement in a document, whose prose stays. As a program, for scripts: {@code
 * Tables DOCUMENT NAME} puts in what it reads.
 */
public final class Tables {
  private Tables() {}

  /** Puts the lines of the standard input between the comments of that name. */
  public static void main(String[] args) throws IOException {
    List<String> lines =
        new String(System.in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    try {
      write(Path.of(args[0]), args[1], lines);
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** Puts lines between the comments {@code <!-- name -->} and {@code <!-- end of name -->}. */
  public static void write(Path document, String name, List<String> lines) throws IOException {
    Files.writeString(document, with(Files.readString(document), name, lines, document));
  }

  /** As {@link #write}, in the text of a document that is not written yet. */
  public static String with(String text, String name, List<String> lines, Path document)
      throws IOException {
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- end of " + name + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(document + ": expected a line " + begin.strip() + " and then " + end);
    }
    return text.substring(0, from + begin.length())
        + String.join("\n", lines)
        + "\n"
        + text.substring(to);
  }
}
