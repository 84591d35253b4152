package dev.linnet.simulator.sweep;

import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * What a value of a sample may be, written with its unit.
 *
 * @param whole whole numbers, each as likely as any other of them
 * @param log each decade as likely as any other one
 */
record Range(double from, double to, String unit, boolean whole, boolean log) {
  private static final int DECIMALS = 6;

  /** Of larger ends, a difference or a power would not be finite. */
  private static final double MOST = 1e300;

  private static final MathContext DIGITS = new MathContext(6);

  static Range read(YamlNode node) {
    YamlMap map = node.map("from", "to", "unit", "whole", "log");
    YamlNode from = map.required("from");
    YamlNode to = map.required("to");
    Range range =
        new Range(
            from.number(),
            to.number(),
            map.read("unit", "", YamlNode::string),
            map.read("whole", false, YamlNode::flag),
            map.read("log", false, YamlNode::flag));
    requireDrawable(from);
    requireDrawable(to);
    if (range.to < range.from) {
      throw to.error("expected at least from");
    }
    if (range.log && range.from <= 0) {
      throw from.error("expected above 0, since log draws decades; got " + from.string());
    }
    if (range.whole) {
      requireWhole(from);
      requireWhole(to);
    }
    return range;
  }

  private static void requireDrawable(YamlNode end) {
    if (Math.abs(end.number()) > MOST) {
      throw end.error("expected a number from -1e300 to 1e300, got " + end.string());
    }
  }

  private static void requireWhole(YamlNode end) {
    if (end.number() != Math.rint(end.number())) {
      throw end.error("expected a whole number, since whole is true; got " + end.string());
    }
  }

  /** The value at a share of the range, from 0 to below 1. */
  String at(double share) {
    double end = whole ? to + 1 : to;
    double value =
        log
            ? StrictMath.exp(
                StrictMath.log(from) + share * (StrictMath.log(end) - StrictMath.log(from)))
            : from + share * (end - from);
    return decimal(value).toPlainString() + unit;
  }

  private BigDecimal decimal(double value) {
    if (whole) {
      // Rounding may have come to either end.
      double floor = Math.max(from, Math.min(to, Math.floor(value)));
      return new BigDecimal(floor).setScale(0, RoundingMode.UNNECESSARY);
    }
    return log
        ? new BigDecimal(value).round(DIGITS)
        : new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
  }
}
