package dev.linnet.simulator.command;

import dev.linnet.documents.Nearest;
import dev.linnet.documents.Units;
import dev.linnet.simulator.rehearse.Rehearsal;
import dev.linnet.simulator.rehearse.Results;
import dev.linnet.simulator.scenario.Candidate;
import dev.linnet.simulator.scenario.Twin;
import dev.linnet.simulator.study.ThreadsOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim rehearse}. */
@Command(
    name = "rehearse",
    description =
        "Tries plans on the twin of a mesh: how long, how many bytes, and what a bad model would"
            + " touch; see docs/simulating.md.")
final class RehearseCommand implements Callable<Integer> {
  private enum Format {
    TABLE,
    JSON
  }

  @Parameters(
      index = "0",
      paramLabel = "TWIN",
      description = "What `linnet mesh export` wrote, or any scenario.")
  private Path twinFile = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "PLAN",
      description = "Plans as `linnet rollout announce` takes them.")
  private List<Path> planFiles = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many runs of each plan and question (default: ${DEFAULT-VALUE}).")
  private int seeds = 20;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--bad",
      paramLabel = "SHARE",
      defaultValue = "20%",
      description = "Share of a bad version's answers that are bad (default: ${DEFAULT-VALUE}).")
  private String bad = "20%";

  @Option(
      names = "--bad-by",
      paramLabel = "HOW",
      defaultValue = "fails",
      description =
          "How they are bad: fails, or disagrees with the version before"
              + " (default: ${DEFAULT-VALUE}).")
  private String badBy = "fails";

  @Option(
      names = "--bad-in",
      paramLabel = "REGION",
      description = "Where a version is bad that is so in one region (default: the last).")
  private @Nullable String badIn;

  @Option(
      names = "--at-most",
      paramLabel = "TIME",
      description = "When a run ends at the latest, such as 2h (default: by the plan's waits).")
  private @Nullable String atMost;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes rehearsal.json, runs.csv and regions.csv there.")
  private @Nullable Path out;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Spec private CommandSpec spec = CommandSpec.create();

  RehearseCommand() {}

  @Override
  public Integer call() throws IOException {
    Twin twin = Twin.load(twinFile);
    List<Candidate> candidates = planFiles.stream().map(twin::candidate).toList();
    Rehearsal rehearsal = new Rehearsal(twin, candidates, settings(twin));
    PrintWriter err = spec.commandLine().getErr();
    AtomicInteger done = new AtomicInteger();
    int runs = rehearsal.runs();
    Runnable told =
        () -> {
          int now = done.incrementAndGet();
          if (now % Math.max(1, runs / 10) == 0 && now < runs) {
            err.println("linnet-sim: " + now + " of " + runs + " runs");
          }
        };
    Results results;
    try (Interruption interruption = new Interruption()) {
      results = rehearsal.run(threads.count(), told, interruption::isAsked);
      if (out != null) {
        results.write(out);
      }
      PrintWriter print = spec.commandLine().getOut();
      if (format == Format.JSON) {
        print.println(results.json());
      } else {
        results.lines().forEach(print::println);
      }
      print.flush();
    }
    if (!results.isComplete()) {
      err.println("linnet-sim: broken off: " + done.get() + " of " + runs + " runs count");
    }
    return results.isComplete() ? 0 : LinnetSim.BROKEN;
  }

  private Rehearsal.Settings settings(Twin twin) {
    if (seeds < 1) {
      throw usage("--seeds: expected 1 or more");
    }
    List<String> regions = twin.scenario().regionNames();
    if (badIn != null && !regions.contains(badIn)) {
      throw usage(
          "--bad-in: the twin has no region "
              + badIn
              + Nearest.of(badIn, regions)
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse("; expected one of " + String.join(", ", regions)));
    }
    try {
      var share = Units.share(bad);
      Duration patience = atMost == null ? null : Units.duration(atMost);
      return new Rehearsal.Settings(
          seeds,
          Rehearsal.Fault.of(badBy),
          (double) share.numerator() / share.denominator(),
          badIn,
          patience);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
