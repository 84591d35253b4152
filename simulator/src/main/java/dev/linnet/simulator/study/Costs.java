package dev.linnet.simulator.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What announcements and rollouts cost in meshes of several sizes: tables, plots and figures. */
record Costs(List<SpreadRow> announcements, List<RolloutRow> rollouts) {
  private static final String FIGURES = "cost.json";
  private static final long SEED = 1;

  /** The tables of a mesh of some sizes; the same arguments give the same figures. */
  static Costs measure(
      List<Size> spreadSizes,
      List<Size> rolloutSizes,
      int seeds,
      int threads,
      Consumer<String> progress) {
    List<Callable<SpreadRow>> spreads = new ArrayList<>();
    List<Callable<RolloutRow>> runs = new ArrayList<>();
    for (Size size : spreadSizes) {
      spreads.add(
          () ->
              timed(
                  "announcement, " + size,
                  progress,
                  () -> SpreadRow.measure(size.nodes(), size.regions(), seeds)));
    }
    for (Size size : rolloutSizes) {
      runs.add(
          () ->
              timed(
                  "rollout, " + size,
                  progress,
                  () -> RolloutRow.measured(size.nodes(), size.regions(), SEED)));
    }
    return new Costs(Parallel.all(spreads, threads), Parallel.all(runs, threads));
  }

  /** These, and those of other sizes that a directory holds from before. */
  Costs withThoseIn(Path directory) throws IOException {
    Costs before = Report.read(directory.resolve(FIGURES), Costs.class);
    return new Costs(
        joined(announcements, before.announcements, SpreadRow::size),
        joined(rollouts, before.rollouts, RolloutRow::size));
  }

  private static <T> List<T> joined(List<T> rows, List<T> before, Function<T, Size> size) {
    SortedMap<Size, T> bySize = new TreeMap<>(Size.ORDER);
    before.forEach(row -> bySize.put(size.apply(row), row));
    rows.forEach(row -> bySize.put(size.apply(row), row));
    return List.copyOf(bySize.values());
  }

  private static <T> T timed(String what, Consumer<String> progress, Callable<T> run)
      throws Exception {
    long startNanos = System.nanoTime();
    T result = run.call();
    progress.accept(what + ": " + (System.nanoTime() - startNanos) / 1_000_000_000L + " s");
    return result;
  }

  List<String> announcementTable() {
    List<String> lines = new ArrayList<>(SpreadRow.HEAD);
    announcements.forEach(row -> lines.addAll(row.lines()));
    return lines;
  }

  List<String> rolloutTable() {
    List<String> lines = new ArrayList<>(RolloutRow.HEAD);
    rollouts.forEach(row -> lines.add(row.line()));
    return lines;
  }

  /** Puts the tables into {@code cost.md} of a directory; figures and plots go beside it. */
  void write(Path directory) throws IOException {
    Report.table(directory.resolve("cost.md"), "announcement", announcementTable());
    Report.table(directory.resolve("cost.md"), "rollout", rolloutTable());
    Report.json(directory.resolve(FIGURES), this);
    Plot rounds = new Plot("Rounds until 99.9 % have an announcement", "nodes", "rounds");
    byRegions(rounds, announcements, SpreadRow::regions, SpreadRow::nodes, this::rounds);
    List<Double> sizes =
        announcements.stream().map(row -> (double) row.nodes()).distinct().sorted().toList();
    rounds
        .formula(
            "log2(n) + ln(n)",
            sizes,
            sizes.stream().map(n -> SpreadRow.bound(n.intValue())).toList())
        .logarithmicX()
        .fromZero()
        .write(directory.resolve("announcement-rounds.svg"));
    Plot copies = new Plot("Copies of an announcement that a node takes in", "nodes", "copies");
    byRegions(
        copies,
        announcements,
        SpreadRow::regions,
        SpreadRow::nodes,
        row -> row.ours().copiesPerNode());
    List<SpreadRow> oneRegion = announcements.stream().filter(row -> row.regions() == 1).toList();
    copies
        .measured(
            "plain push",
            oneRegion.stream().map(row -> (double) row.nodes()).toList(),
            oneRegion.stream().map(row -> row.push().copiesPerNode()).toList())
        .logarithmicX()
        .fromZero()
        .write(directory.resolve("announcement-copies.svg"));
    rolloutPlot("Messages that a node sends in a rollout", "messages", RolloutRow::messages)
        .write(directory.resolve("rollout-messages.svg"));
    rolloutPlot("Bytes that a node sends in a rollout", "KB", row -> row.bytes() / 1e3)
        .write(directory.resolve("rollout-bytes.svg"));
  }

  private double rounds(SpreadRow row) {
    return row.ours().roundsToMost();
  }

  private Plot rolloutPlot(String title, String y, ToDoubleFunction<RolloutRow> figure) {
    Plot plot = new Plot(title, "nodes", y).logarithmicX().logarithmicY();
    byRegions(plot, rollouts, RolloutRow::regions, RolloutRow::nodes, figure);
    return plot;
  }

  /** A line for each number of regions. */
  private static <T> void byRegions(
      Plot plot,
      List<T> rows,
      Function<T, Integer> regions,
      Function<T, Integer> nodes,
      ToDoubleFunction<T> figure) {
    Map<Integer, Map<Double, Double>> lines = new TreeMap<>();
    for (T row : rows) {
      lines
          .computeIfAbsent(regions.apply(row), any -> new TreeMap<>())
          .put((double) nodes.apply(row), figure.applyAsDouble(row));
    }
    lines.forEach(
        (count, points) ->
            plot.measured(
                count == 1 ? "1 region" : count + " regions",
                List.copyOf(points.keySet()),
                List.copyOf(points.values())));
  }
}
