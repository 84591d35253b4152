package dev.linnet.bench.swarm;

import java.util.ArrayList;
import java.util.List;

/** The figures of one part, in the order in which they were first spoken of. */
final class FigureTable {
  private final String part;
  private final List<Figures> rows = new ArrayList<>();

  FigureTable(String part) {
    this.part = part;
  }

  void add(String what, String who, String unit, double value) {
    for (Figures row : rows) {
      if (row.what.equals(what) && row.who.equals(who)) {
        row.add(value);
        return;
      }
    }
    Figures row = new Figures(part, what, who, unit);
    row.add(value);
    rows.add(row);
  }

  List<Figures> rows() {
    return List.copyOf(rows);
  }
}
