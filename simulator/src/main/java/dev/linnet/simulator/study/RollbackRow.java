package dev.linnet.simulator.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * How fast a region goes back at some loss. Percentiles are of nearest rank.
 *
 * @param versions bad versions in each mesh at this loss, in turns with other losses
 * @param runs how many there were in all
 * @param lost how many of them were not back in ten simulated minutes
 * @param last from the quorum to the last node
 * @param each from the quorum to each node, over nodes and runs
 */
record RollbackRow(
    int nodes, double loss, int seeds, int versions, int runs, int lost, Times last, Times each) {
  static final List<String> HEAD =
      List.of(
          "| nodes | loss | runs | last node: median s | p99 s | worst s |"
              + " each node: median s | p99 s | n | not back in 10 min |",
          "|---|---|---|---|---|---|---|---|---|---|");

  /** Seconds; not a number if there are none. */
  record Times(int count, double median, double p99, double worst) {
    static Times of(List<Long> nanos) {
      List<Long> sorted = nanos.stream().sorted().toList();
      return new Times(
          sorted.size(), percentile(sorted, 0.5), percentile(sorted, 0.99), percentile(sorted, 1));
    }

    private static double percentile(List<Long> sorted, double share) {
      int rank = (int) Math.ceil(share * sorted.size());
      return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(1, rank) - 1) / 1e9;
    }
  }

  /** A row for each loss. */
  static List<RollbackRow> measured(
      int nodes,
      List<Double> losses,
      int seeds,
      int versions,
      int threads,
      Consumer<String> progress) {
    List<SortedMap<Double, List<Optional<RollbackRun.Back>>>> meshes =
        Parallel.all(
            LongStream.rangeClosed(1, seeds)
                .<Callable<SortedMap<Double, List<Optional<RollbackRun.Back>>>>>mapToObj(
                    seed -> () -> RollbackRun.of(nodes, losses, seed, versions, progress))
                .toList(),
            threads);
    return losses.stream()
        .map(
            loss ->
                row(
                    nodes,
                    loss,
                    seeds,
                    versions,
                    meshes.stream()
                        .flatMap(mesh -> mesh.getOrDefault(loss, List.of()).stream())
                        .toList()))
        .toList();
  }

  private static RollbackRow row(
      int nodes, double loss, int seeds, int versions, List<Optional<RollbackRun.Back>> runs) {
    List<RollbackRun.Back> back = runs.stream().flatMap(Optional::stream).toList();
    return new RollbackRow(
        nodes,
        loss,
        seeds,
        versions,
        runs.size(),
        runs.size() - back.size(),
        Times.of(back.stream().map(RollbackRun.Back::lastNanos).toList()),
        Times.of(back.stream().flatMap(one -> one.nanosByNode().stream()).toList()));
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "| %d | %.0f %% | %d | %.3f | %s | %.3f | %.3f | %.3f | %d | %d |",
        nodes,
        100 * loss,
        runs,
        last.median(),
        runs < 100 ? "-" : String.format(Locale.ROOT, "%.3f", last.p99()),
        last.worst(),
        each.median(),
        each.p99(),
        each.count(),
        lost);
  }
}
