package dev.linnet.simulator.scenario;

import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How long something takes, drawn by turning a uniform number round (inversion). {@link StrictMath}
 * gives the same bits on every machine; the normal distribution of Commons Statistics is accurate
 * enough that its last bit is lost in whole nanoseconds.
 *
 * @param words as it was written, for people
 * @param inverse from a number of [0, 1) to nanoseconds
 */
record Distribution(String words, DoubleUnaryOperator inverse) {
  static final List<String> KINDS =
      List.of("uniform", "exponential", "lognormal", "weibull", "pareto");

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  static Distribution constant(long nanos) {
    return new Distribution(nanos + " ns", any -> nanos);
  }

  /** One number is drawn, whatever the distribution. */
  long nanos(RandomGenerator random) {
    return (long)
        Math.min(Long.MAX_VALUE / 4, Math.max(0, inverse.applyAsDouble(random.nextDouble())));
  }

  /** A time, or one distribution with its parameters. */
  static Distribution read(YamlNode node) {
    if (!node.isMap()) {
      return constant(node.parsed(Quantities::nanos));
    }
    YamlMap kinds = node.map(KINDS.toArray(String[]::new));
    List<String> there = KINDS.stream().filter(kind -> kinds.optional(kind).isPresent()).toList();
    if (there.size() != 1) {
      throw node.error("expected one of " + String.join(", ", KINDS));
    }
    YamlNode parameters = kinds.required(there.get(0));
    return switch (there.get(0)) {
      case "uniform" -> {
        YamlMap map = parameters.map("from", "to");
        long from = time(map, "from");
        long to = time(map, "to");
        if (to < from) {
          throw map.required("to").error("expected at least from");
        }
        yield new Distribution("uniform", u -> from + u * (to - from));
      }
      case "exponential" -> {
        long mean = time(parameters.map("mean"), "mean");
        yield new Distribution("exponential", u -> -mean * StrictMath.log1p(-u));
      }
      case "lognormal" -> {
        YamlMap map = parameters.map("median", "sigma");
        long median = time(map, "median");
        double sigma = positive(map, "sigma");
        yield new Distribution(
            "lognormal",
            u -> median * StrictMath.exp(sigma * NORMAL.inverseCumulativeProbability(u)));
      }
      case "weibull" -> {
        YamlMap map = parameters.map("shape", "scale");
        double shape = positive(map, "shape");
        long scale = time(map, "scale");
        yield new Distribution(
            "weibull", u -> scale * StrictMath.pow(-StrictMath.log1p(-u), 1 / shape));
      }
      default -> {
        YamlMap map = parameters.map("least", "shape");
        long least = time(map, "least");
        double shape = positive(map, "shape");
        yield new Distribution("pareto", u -> least * StrictMath.pow(1 - u, -1 / shape));
      }
    };
  }

  private static long time(YamlMap map, String key) {
    return map.required(key).parsed(Quantities::nanos);
  }

  private static double positive(YamlMap map, String key) {
    YamlNode node = map.required(key);
    double value = node.number();
    if (value <= 0) {
      throw node.error("expected a number above 0, got " + node.string());
    }
    return value;
  }
}
