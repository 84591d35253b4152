package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.Report;
import dev.linnet.simulator.study.ThreadsOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim reproduce}. */
@Command(
    name = "reproduce",
    description = "Runs published experiments, and sets ours beside what was published.")
public final class ReproduceCommand implements Callable<Integer> {
  private static final int OUT = 1;

  private record Finding(String source, long events, String digest, List<Row> rows) {}

  @Parameters(paramLabel = "NAME", description = "Which of them (default: all).")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Runs of each point; fewer, in proportion, where one takes long (default:"
              + " ${DEFAULT-VALUE}).")
  private int runs;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "Puts the tables into reproduce.md there, and writes reproduce.json beside it.")
  private @Nullable Path into;

  @Spec private CommandSpec spec = CommandSpec.create();

  public ReproduceCommand() {}

  @Override
  public Integer call() throws IOException {
    if (runs < 2) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--runs: expected 2 or more");
    }
    List<Experiment> chosen = chosen();
    Map<String, Finding> findings = new LinkedHashMap<>();
    for (Experiment experiment : chosen) {
      spec.commandLine().getErr().println("linnet-sim: " + experiment.name());
      Session session = new Session(runs, threads.count());
      experiment.run(session);
      findings.put(
          experiment.name(),
          new Finding(
              experiment.source(),
              session.events(),
              Long.toHexString(session.digest()),
              session.rows()));
    }
    findings.values().forEach(this::print);
    if (into != null) {
      write(findings, into);
    }
    List<String> out =
        findings.entrySet().stream()
            .filter(finding -> finding.getValue().rows.stream().anyMatch(Row::isOut))
            .map(Map.Entry::getKey)
            .toList();
    if (!out.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("linnet-sim: not as published: " + String.join(", ", out));
    }
    return out.isEmpty() ? 0 : OUT;
  }

  private List<Experiment> chosen() {
    for (String name : names) {
      if (!Experiments.names().contains(name)) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            name + ": expected one of " + String.join(", ", Experiments.names()));
      }
    }
    return Experiments.all().stream()
        .filter(experiment -> names.isEmpty() || names.contains(experiment.name()))
        .toList();
  }

  private void print(Finding finding) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(finding.source);
    table(finding).forEach(out::println);
    out.println();
  }

  private static List<String> table(Finding finding) {
    List<String> table = new ArrayList<>(Row.HEAD);
    finding.rows.forEach(row -> table.add(row.line()));
    table.add("");
    table.add(finding.events + " events; digest of all histories " + finding.digest);
    return table;
  }

  private static void write(Map<String, Finding> findings, Path directory) throws IOException {
    for (Map.Entry<String, Finding> finding : findings.entrySet()) {
      Report.table(directory.resolve("reproduce.md"), finding.getKey(), table(finding.getValue()));
    }
    Report.json(directory.resolve("reproduce.json"), findings);
  }
}
