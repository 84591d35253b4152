package dev.linnet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tables of a measurement in a document, whose prose stays. */
final class Tables {
  private Tables() {}

  /** Puts lines between the comments {@code <!-- name -->} and {@code <!-- end of name -->}. */
  static void write(Path document, String name, List<String> lines) throws IOException {
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- end of " + name + " -->";
    String text = Files.readString(document);
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(document + ": expected a line " + begin.strip() + " and then " + end);
    }
    Files.writeString(
        document,
        text.substring(0, from + begin.length())
            + String.join("\n", lines)
            + "\n"
            + text.substring(to));
  }
}
