package dev.linnet.simulator.study;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet-sim rollback}: how fast a region is back once its jury found a version bad. */
@Command(
    name = "rollback",
    description = "Simulated time from the quorum-making vote to the last node back.")
public final class RollbackStudy implements Callable<Integer> {
  private static final List<Double> LOSSES = List.of(0.0, 0.05, 0.2);

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "100",
      description = "Nodes of the region (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Meshes (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--versions",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Bad versions in each at each loss, one after the other (default: ${DEFAULT-VALUE}).")
  private int versions;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "Puts the table into cost.md there, and writes figures and a plot beside it.")
  private @Nullable Path into;

  @Spec private CommandSpec spec = CommandSpec.create();

  public RollbackStudy() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<RollbackRow> rows =
        RollbackRow.measured(nodes, LOSSES, seeds, versions, threads.count(), this::progress);
    RollbackRow.HEAD.forEach(out::println);
    rows.forEach(row -> out.println(row.line()));
    if (into != null) {
      write(rows, into);
    }
    return 0;
  }

  private void progress(String what) {
    spec.commandLine().getErr().println("linnet-sim: " + what);
  }

  private void write(List<RollbackRow> rows, Path directory) throws IOException {
    String name = "rollback-" + nodes;
    List<String> table = new ArrayList<>(RollbackRow.HEAD);
    rows.forEach(row -> table.add(row.line()));
    Report.table(directory.resolve("cost.md"), name, table);
    Report.json(directory.resolve(name + ".json"), rows);
    List<Double> percents = rows.stream().map(row -> 100 * row.loss()).toList();
    new Plot(
            "From the vote that makes the quorum until " + nodes + " nodes are back",
            "loss, %",
            "simulated s")
        .measured(
            "last node, worst", percents, rows.stream().map(row -> row.last().worst()).toList())
        .measured(
            "last node, median", percents, rows.stream().map(row -> row.last().median()).toList())
        .measured(
            "each node, median", percents, rows.stream().map(row -> row.each().median()).toList())
        .fromZero()
        .write(directory.resolve(name + ".svg"));
  }
}
