package dev.linnet.daemon.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in columns that are as wide as their widest cell, where the terminal has the room. */
final class Table {
  private static final String GAP = "  ";

  /** No column is cut to less: a brief id stays whole. */
  private static final int MIN_WIDTH = 12;

  private final List<String[]> rows = new ArrayList<>();

  Table(String... head) {
    rows.add(head);
  }

  void add(String... cells) {
    rows.add(cells);
  }

  /** The rows, head first, each with its line end; what is too wide for a terminal is cut. */
  String text(int columns) {
    return String.join("\n", lines(columns)) + "\n";
  }

  /** The rows, whole, however wide they are. */
  List<String> lines() {
    return lines(Integer.MAX_VALUE);
  }

  /** The rows, of which the widest column is cut until they fit, or else their ends. */
  List<String> lines(int columns) {
    int[] widths = widths();
    narrow(widths, columns);
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String cell = Width.cut(row[i], widths[i]);
        line.append(cell);
        if (i < row.length - 1) {
          line.append(" ".repeat(widths[i] - Width.of(cell))).append(GAP);
        }
      }
      lines.add(Width.cut(line.toString().stripTrailing(), columns));
    }
    return lines;
  }

  /** The rows, whole; what is too wide in the last column goes on below it. */
  List<String> wrapped(int columns) {
    int[] widths = widths();
    int last = widths.length - 1;
    int indent = Arrays.stream(widths).limit(last).sum() + GAP.length() * last;
    List<String> lines = new ArrayList<>();
    lines().forEach(line -> lines.addAll(Width.wrap(line, columns, indent)));
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Width.of(row[i]));
      }
    }
    return widths;
  }

  private void narrow(int[] widths, int columns) {
    int width = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    for (int widest = widest(widths); width > columns && widest >= 0; widest = widest(widths)) {
      widths[widest]--;
      width--;
    }
  }

  /** The last of the widest columns that can be cut; -1 if none can. */
  private int widest(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean cuttable = widths[i] > Math.max(MIN_WIDTH, Width.of(rows.get(0)[i]));
      if (cuttable && (widest < 0 || widths[i] >= widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }
}
