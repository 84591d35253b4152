package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.ThreadsOption;
import dev.linnet.simulator.workload.Settings;
import dev.linnet.simulator.workload.Workloads;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim workload}. */
@Command(
    name = "workload",
    description =
        "Runs one protocol of the literature, or a class of your own, and says what came of it.")
public final class WorkloadCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME|CLASS",
      description = "The name of a workload, or the full name of a class on the class path.")
  private String name = "";

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "100",
      description = "With the seeds from 1 on (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of the workload.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  public WorkloadCommand() {}

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    if (nodes < 1 || runs < 1) {
      throw new CommandLine.ParameterException(line, "--nodes, --runs: expected 1 or more");
    }
    Workloads.Maker maker;
    try {
      maker = Workloads.named(name);
      maker.make(nodes, 1, new Settings(settings));
    } catch (IllegalArgumentException wrong) {
      throw new CommandLine.ParameterException(line, wrong.getMessage(), wrong);
    }
    Trials trials = Trials.of(maker, nodes, new Settings(settings), runs, threads.count());
    PrintWriter out = line.getOut();
    row(out, "", "mean", "standard error", "greatest", "runs");
    trials
        .figures()
        .forEach(
            (figure, sample) ->
                row(
                    out,
                    figure,
                    text(sample.mean()),
                    text(sample.standardError()),
                    text(sample.max()),
                    String.valueOf(sample.runs())));
    out.println(trials.events() + " events; digest " + Long.toHexString(trials.digest()));
    return 0;
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }

  private static void row(PrintWriter out, Object... cells) {
    out.println(String.format(Locale.ROOT, "%-24s %14s %14s %14s %8s", cells).stripTrailing());
  }
}
