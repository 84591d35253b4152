package dev.linnet.simulator.result;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.stream.Collectors;

/** Figures and lines of CSV, alike on every version of Java. */
public final class Figures {
  private Figures() {}

  /** Seconds to the nanosecond; nothing for what never came. */
  static String seconds(long nanos) {
    return nanos < 0 ? "" : plain(BigDecimal.valueOf(nanos, 9));
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** One line of CSV (RFC 4180). */
  public static String line(Collection<String> cells) {
    return cells.stream().map(Figures::quoted).collect(Collectors.joining(","));
  }

  private static String quoted(String cell) {
    return cell.contains(",") || cell.contains("\"") || cell.contains("\n")
        ? "\"" + cell.replace("\"", "\"\"") + "\""
        : cell;
  }
}
