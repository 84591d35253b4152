package dev.linnet.simulator.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Figures and lines of CSV, alike on every version of Java. */
public final class Figures {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
  private static final MathContext FIFTEEN = new MathContext(15);
  private static final Pattern QUOTED = Pattern.compile("[,\"\r\n]");

  private Figures() {}

  /** Seconds to the nanosecond; nothing for what never came. */
  static String seconds(long nanos) {
    return nanos < 0 ? "" : plain(BigDecimal.valueOf(nanos, 9));
  }

  /** A share as a percentage and the like, without zeros at its end. */
  public static String plain(double value) {
    return plain(BigDecimal.valueOf(value).round(new MathContext(6)));
  }

  /**
   * What somebody measured, to fifteen digits, which are the same in every version of Java; nothing
   * for what is no number.
   */
  static String measured(double value) {
    return Double.isFinite(value) ? plain(new BigDecimal(value).round(FIFTEEN)) : "";
  }

  /** What may be a file's name everywhere, and names no other directory. */
  public static String fileName(String text) {
    return text.replaceAll("[^A-Za-z0-9.-]", "_");
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** One line of CSV (RFC 4180). */
  public static String line(Collection<String> cells) {
    return cells.stream().map(Figures::quoted).collect(Collectors.joining(","));
  }

  /** Nothing for what never came, and for what is no number. */
  public static Optional<Double> number(String text) {
    return NUMBER.matcher(text).matches()
        ? Optional.of(Double.parseDouble(text))
        : Optional.empty();
  }

  private static String quoted(String cell) {
    return QUOTED.matcher(cell).find() ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
  }
}
