package dev.linnet.simulator.result;

import dev.linnet.simulator.study.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A figure of some runs as a person reads it: what it was in all of them; or mean, least and most
 * of numbers; or how often there was which word.
 */
public final class FigureWords {
  private FigureWords() {}

  public static String of(List<RunResult> runs, String figure) {
    List<String> texts = runs.stream().map(run -> run.figures().getOrDefault(figure, "")).toList();
    if (texts.stream().distinct().count() == 1) {
      return Figures.number(texts.get(0)).map(FigureWords::of).orElse(texts.get(0));
    }
    double[] numbers =
        texts.stream()
            .flatMap(text -> Figures.number(text).stream())
            .mapToDouble(Double::doubleValue)
            .toArray();
    return numbers.length == 0 ? counts(texts) : numbers(numbers, runs.size());
  }

  private static String counts(List<String> texts) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    texts.forEach(text -> counts.merge(text.isEmpty() ? "none" : text, 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((text, count) -> parts.add(count + " " + text));
    return String.join(", ", parts);
  }

  private static String numbers(double[] numbers, int runs) {
    Sample sample = Sample.of(numbers);
    return of(sample.mean())
        + " ("
        + of(Arrays.stream(numbers).min().orElse(Double.NaN))
        + " to "
        + of(sample.max())
        + (numbers.length < runs ? ", in " + numbers.length + " of " + runs + " runs)" : ")");
  }

  private static String of(double value) {
    String format = value == Math.rint(value) ? "%.0f" : Math.abs(value) < 0.1 ? "%.3g" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
