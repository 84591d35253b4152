package dev.linnet.simulator.judging;

import dev.linnet.simulator.study.Parallel;
import dev.linnet.simulator.study.Report;
import dev.linnet.simulator.study.ThreadsOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code linnet-sim judge}: how often the judge errs beside what it states, and how soon it speaks.
 */
@Command(
    name = "judge",
    description =
        "False alarms, false HEALTHY and delay of the core's gates over streams whose truth is"
            + " known, beside other ways to judge the same streams.")
public final class JudgeStudy implements Callable<Integer> {
  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Runs of each stream (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "Puts the tables into judge.md there.")
  private @Nullable Path into;

  @Spec private CommandSpec spec = CommandSpec.create();

  public JudgeStudy() {}

  @Override
  public Integer call() throws IOException {
    if (runs < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--runs: expected 1 or more");
    }
    Map<String, Scenario> scenarios = new LinkedHashMap<>();
    scenarios.put("judge-errors", Scenario.ofErrors(runs));
    scenarios.put("judge-psi", Scenario.ofPsi(runs));
    scenarios.put("judge-ks", Scenario.ofKs(runs));
    for (Map.Entry<String, Scenario> entry : scenarios.entrySet()) {
      List<String> table = new ArrayList<>(JudgeRow.HEAD);
      rows(entry.getValue(), threads.count()).forEach(row -> table.add(row.line()));
      put(entry.getKey(), table);
    }
    List<String> bytes = new ArrayList<>(List.of("| gate | who | bytes held |", "|---|---|---|"));
    scenarios.values().forEach(scenario -> bytes.addAll(scenario.sizes()));
    put("judge-bytes", bytes);
    return 0;
  }

  /** All rows of a scenario; the runs of each stream have a seed of their own. */
  static List<JudgeRow> rows(Scenario scenario, int threads) {
    List<Callable<List<JudgeRow>>> tasks = new ArrayList<>();
    for (int i = 0; i < scenario.flows().size(); i++) {
      Flow flow = scenario.flows().get(i);
      long seed = i;
      tasks.add(() -> rows(scenario, flow, new SplittableRandom(seed)));
    }
    return Parallel.all(tasks, threads).stream().flatMap(List::stream).toList();
  }

  private static List<JudgeRow> rows(Scenario scenario, Flow flow, SplittableRandom random) {
    List<Outcome[]> all = new ArrayList<>();
    for (int run = 0; run < scenario.runs(); run++) {
      all.add(Outcome.of(flow, scenario.contenders(), random.split()));
    }
    List<JudgeRow> rows = new ArrayList<>();
    for (int i = 0; i < scenario.contenders().size(); i++) {
      int which = i;
      List<Outcome> outcomes = all.stream().map(outcome -> outcome[which]).toList();
      rows.add(JudgeRow.of(scenario, flow, scenario.contenders().get(i), outcomes));
    }
    return rows;
  }

  private void put(String name, List<String> table) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    table.forEach(out::println);
    out.println();
    if (into != null) {
      Report.table(into.resolve("judge.md"), name, table);
    }
  }
}
