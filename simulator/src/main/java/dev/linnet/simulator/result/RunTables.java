package dev.linnet.simulator.result;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The runs of one scenario as CSV, in the order of their seeds. */
final class RunTables {
  private RunTables() {}

  static void ofMesh(Path directory, List<RunResult> runs) throws IOException {
    summary(directory.resolve("summary.csv"), runs);
    series(directory.resolve("series.csv"), runs);
    timeline(directory.resolve("timeline.csv"), runs);
  }

  /** What has no moments has no time in its long form, and no timeline. */
  static void ofWorkload(Path directory, List<RunResult> runs) throws IOException {
    summary(directory.resolve("summary.csv"), runs);
    StringBuilder text = new StringBuilder("seed,metric,value\n");
    for (RunResult run : runs) {
      run.figures()
          .forEach(
              (figure, value) ->
                  text.append(Figures.line(List.of("" + run.seed(), figure, value))).append('\n'));
    }
    Files.writeString(directory.resolve("series.csv"), text);
  }

  /** One row a run. */
  private static void summary(Path file, List<RunResult> runs) throws IOException {
    List<String> head = new ArrayList<>(List.of("seed"));
    head.addAll(runs.get(0).figures().keySet());
    StringBuilder text = new StringBuilder(Figures.line(head)).append('\n');
    for (RunResult run : runs) {
      List<String> cells = new ArrayList<>(List.of("" + run.seed()));
      cells.addAll(run.figures().values());
      text.append(Figures.line(cells)).append('\n');
    }
    Files.writeString(file, text);
  }

  /** The long form: one row for each run, moment, region and metric. */
  private static void series(Path file, List<RunResult> runs) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("seed,seconds,region,metric,value\n");
      for (RunResult run : runs) {
        for (RunResult.Sample sample : run.series()) {
          out.write(
              Figures.line(
                      List.of(
                          "" + run.seed(),
                          Figures.seconds(sample.atNanos()),
                          sample.region(),
                          sample.metric(),
                          "" + sample.value()))
                  + "\n");
        }
      }
    }
  }

  /** One row for each run, rollout, wave and region. */
  private static void timeline(Path file, List<RunResult> runs) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "seed,rollout,wave,region,nodes,first_seconds,last_seconds,verdict,verdict_seconds\n");
    for (RunResult run : runs) {
      for (Stretch each : run.timeline()) {
        text.append(
                Figures.line(
                    List.of(
                        "" + run.seed(),
                        each.rollout(),
                        each.wave(),
                        each.region(),
                        "" + each.nodes(),
                        Figures.seconds(each.firstNanos()),
                        Figures.seconds(each.lastNanos()),
                        each.verdict() == null ? "" : each.verdict().name(),
                        Figures.seconds(each.verdictNanos()))))
            .append('\n');
      }
    }
    Files.writeString(file, text);
  }
}
