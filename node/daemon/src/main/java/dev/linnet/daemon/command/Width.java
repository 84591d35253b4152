package dev.linnet.daemon.command;

import java.util.ArrayList;
import java.util.List;

/** How much room text takes on a terminal, and what becomes of it where there is less. */
final class Width {
  /** A column below which text goes on is no narrower. */
  private static final int MIN_WRAPPED = 24;

  private static final int NARROW_INDENT = 4;

  private Width() {}

  static int of(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * The beginning of a text, and a sign that there is more, if it takes more than {@code width}.
   */
  static String cut(String text, int width) {
    return of(text) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }

  /**
   * A line as several that fit, broken between words; a word that is too long alone does not.
   *
   * @param indent where all but the first begin, if that leaves enough room
   */
  static List<String> wrap(String line, int columns, int indent) {
    int begin = columns - indent < MIN_WRAPPED ? Math.min(indent, NARROW_INDENT) : indent;
    String blank = " ".repeat(begin);
    String rest = line;
    if (of(line) > columns && line.length() - line.stripLeading().length() > begin) {
      rest = blank + line.stripLeading();
    }
    List<String> lines = new ArrayList<>();
    while (of(rest) > columns) {
      int end = rest.lastIndexOf(' ', rest.offsetByCodePoints(0, columns));
      if (end <= begin) {
        end = rest.indexOf(' ', begin + 1);
      }
      if (end < 0) {
        break;
      }
      lines.add(rest.substring(0, end).stripTrailing());
      rest = blank + rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
