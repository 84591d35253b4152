package dev.linnet.simulator.result;

import dev.linnet.core.rollout.Outcome;
import dev.linnet.simulator.study.Plot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of some runs of one scenario; the first run stands for all where only one can. */
final class Plots {
  /** More would not be seen in so many pixels. */
  static final int MOST_MOMENTS = 300;

  /** More cannot be told apart by their colours. */
  static final int MOST_REGIONS = 8;

  static final int MOST_ROWS = 40;
  private static final int LONGEST_LABEL = 26;
  private static final String SERVING = "serving:";

  private final List<RunResult> runs;

  Plots(List<RunResult> runs) {
    this.runs = List.copyOf(runs);
  }

  /** How many nodes served each version. */
  Plot convergence() {
    Plot plot = new Plot("Nodes that serve a version", "seconds", "nodes").overTime().fromZero();
    Map<String, List<TreeMap<Long, Long>>> curves = new LinkedHashMap<>();
    for (RunResult run : runs) {
      Map<String, TreeMap<Long, Long>> own = new LinkedHashMap<>();
      for (RunResult.Sample sample : run.series()) {
        if (sample.metric().startsWith(SERVING)) {
          own.computeIfAbsent(sample.metric().substring(SERVING.length()), any -> new TreeMap<>())
              .merge(sample.atNanos(), sample.value(), Long::sum);
        }
      }
      own.forEach(
          (name, curve) -> curves.computeIfAbsent(name, any -> new ArrayList<>()).add(curve));
    }
    curves.forEach(
        (name, of) -> {
          Band band = Band.of(of, MOST_MOMENTS);
          if (of.size() > 1) {
            plot.band(name, band.seconds(), band.low(), band.high());
          }
          plot.plain(name, band.seconds(), band.middle());
        });
    return plot;
  }

  /** What came into each region from others, in the mean of the runs. */
  Plot traffic() {
    Plot plot = new Plot("Bytes from other regions", "seconds", "KB/s").overTime().fromZero();
    Map<String, TreeMap<Long, Long>> bytes = new LinkedHashMap<>();
    for (RunResult run : runs) {
      for (RunResult.Sample sample : run.series()) {
        if (sample.metric().equals("wide_bytes_in")) {
          bytes
              .computeIfAbsent(sample.region(), any -> new TreeMap<>())
              .merge(sample.atNanos(), sample.value(), Long::sum);
        }
      }
    }
    busiest(bytes)
        .forEach(
            (region, of) -> {
              List<Long> moments = Band.thinned(List.copyOf(of.keySet()), MOST_MOMENTS);
              List<Double> seconds = new ArrayList<>();
              List<Double> rates = new ArrayList<>();
              for (int i = 1; i < moments.size(); i++) {
                long from = moments.get(i - 1);
                long to = moments.get(i);
                long sum =
                    of.subMap(from, false, to, true).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                seconds.add(to / 1e9);
                rates.add(sum * 1e6 / (to - from) / runs.size());
              }
              plot.plain(region, seconds, rates);
            });
    return plot;
  }

  /** Those with most bytes, and the sum of all others. */
  private static Map<String, TreeMap<Long, Long>> busiest(Map<String, TreeMap<Long, Long>> all) {
    if (all.size() <= MOST_REGIONS) {
      return all;
    }
    List<String> regions = new ArrayList<>(all.keySet());
    regions.sort(
        Comparator.comparingLong(
            region ->
                -all.getOrDefault(region, new TreeMap<>()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum()));
    List<String> named = regions.subList(0, MOST_REGIONS - 1);
    String others = (regions.size() - named.size()) + " others";
    Map<String, TreeMap<Long, Long>> kept = new LinkedHashMap<>();
    named.forEach(region -> kept.put(region, all.getOrDefault(region, new TreeMap<>())));
    all.forEach(
        (region, of) -> {
          if (!named.contains(region)) {
            TreeMap<Long, Long> sum = kept.computeIfAbsent(others, any -> new TreeMap<>());
            of.forEach((at, bytes) -> sum.merge(at, bytes, Long::sum));
          }
        });
    return kept;
  }

  /** Waves and regions of the first run: from the first node that served to the verdict. */
  Plot timeline() {
    List<Row> rows = rows(runs.get(0).timeline());
    Plot plot = new Plot("Waves and regions", "seconds", "").overTime();
    plot.rows(rows.stream().map(Row::label).toList());
    Map<Outcome, List<Double>> at = new TreeMap<>();
    Map<Outcome, List<Integer>> in = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      int row = i + 1;
      List<Stretch> all = rows.get(i).stretches;
      all.stream()
          .filter(each -> each.nodes() > 0)
          .reduce(Plots::joined)
          .ifPresent(
              each ->
                  plot.bar(
                      each.rollout(),
                      row,
                      each.firstNanos() / 1e9,
                      Math.max(each.lastNanos(), each.verdictNanos()) / 1e9));
      for (Outcome outcome : Outcome.values()) {
        all.stream()
            .filter(each -> each.verdict() == outcome)
            .mapToLong(Stretch::verdictNanos)
            .distinct()
            .sorted()
            .limit(MOST_REGIONS)
            .forEach(
                nanos -> {
                  at.computeIfAbsent(outcome, any -> new ArrayList<>()).add(nanos / 1e9);
                  in.computeIfAbsent(outcome, any -> new ArrayList<>()).add(row);
                });
      }
    }
    plot.marks(
        "promoted",
        SeriesMarkers.DIAMOND,
        at.getOrDefault(Outcome.PROMOTED, List.of()),
        in.getOrDefault(Outcome.PROMOTED, List.of()));
    plot.marks(
        "rolled back",
        SeriesMarkers.CROSS,
        at.getOrDefault(Outcome.ROLLED_BACK, List.of()),
        in.getOrDefault(Outcome.ROLLED_BACK, List.of()));
    return plot;
  }

  /** What is left out of the rows, if something is. */
  static String rowsCaption(List<Stretch> all) {
    if (all.size() <= MOST_ROWS) {
      return "";
    }
    long waves = all.stream().map(each -> List.of(each.rollout(), each.wave())).distinct().count();
    return "The regions of a wave are drawn as one"
        + (waves > MOST_ROWS ? ", and the first " + MOST_ROWS + " of " + waves + " waves" : "")
        + "; each stands in timeline.csv.";
  }

  private record Row(String label, List<Stretch> stretches) {
    Row {
      label = label.length() > LONGEST_LABEL ? label.substring(0, LONGEST_LABEL - 1) + "…" : label;
    }
  }

  /** One for each region of a wave, or one for each wave where that would be too many. */
  private static List<Row> rows(List<Stretch> all) {
    List<Row> rows = new ArrayList<>();
    if (all.size() <= MOST_ROWS) {
      all.forEach(each -> rows.add(new Row(each.wave() + " " + each.region(), List.of(each))));
      return rows;
    }
    Map<List<String>, List<Stretch>> waves = new LinkedHashMap<>();
    for (Stretch each : all) {
      waves
          .computeIfAbsent(List.of(each.rollout(), each.wave()), any -> new ArrayList<>())
          .add(each);
    }
    waves.forEach((wave, of) -> rows.add(new Row(wave.get(1) + ", " + of.size() + " regions", of)));
    return rows.subList(0, Math.min(MOST_ROWS, rows.size()));
  }

  private static Stretch joined(Stretch one, Stretch other) {
    return new Stretch(
        one.rollout(),
        one.wave(),
        one.region(),
        one.nodes() + other.nodes(),
        Math.min(one.firstNanos(), other.firstNanos()),
        Math.max(one.lastNanos(), other.lastNanos()),
        one.verdict(),
        Math.max(one.verdictNanos(), other.verdictNanos()));
  }
}
