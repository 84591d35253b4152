package dev.linnet.simulator.command;

import dev.linnet.simulator.study.ThreadsOption;
import dev.linnet.simulator.sweep.Engine;
import dev.linnet.simulator.sweep.Study;
import dev.linnet.simulator.sweep.StudyRun;
import dev.linnet.simulator.sweep.StudySource;
import dev.linnet.simulator.sweep.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet-sim sweep}. */
@Command(
    name = "sweep",
    description = "Runs the study of a scenario, or what is left of it; see docs/simulating.md.")
final class SweepCommand implements Callable<Integer> {
  private static final Pattern SHARD = Pattern.compile("([1-9]\\d{0,5})/([1-9]\\d{0,5})");

  @Parameters(paramLabel = "SCENARIO", description = "A scenario with a section study.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the results go (default: results/NAME-study).")
  private @Nullable Path out;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "threads",
      description =
          "Where runs go side by side: threads, or spark under spark-submit (default:"
              + " ${DEFAULT-VALUE}).")
  private String engine = "threads";

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      defaultValue = "1/1",
      description = "The I-th of N shares of the points (default: ${DEFAULT-VALUE}).")
  private String shard = "1/1";

  @Spec private CommandSpec spec = CommandSpec.create();

  SweepCommand() {}

  @Override
  public Integer call() throws IOException {
    Matcher parts = SHARD.matcher(shard);
    if (!parts.matches() || Integer.parseInt(parts.group(1)) > Integer.parseInt(parts.group(2))) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--shard: expected such as 1/4");
    }
    int index = Integer.parseInt(parts.group(1)) - 1;
    int shards = Integer.parseInt(parts.group(2));
    Engine chosen = engine.equals("threads") ? new Threads(threads.count()) : Engine.named(engine);
    StudySource source = StudySource.load(file);
    Study study = source.study();
    Path directory = out == null ? Path.of("results", study.name() + "-study") : out;
    long most = (study.points().size() + shards - 1 - index) / shards * (long) study.seeds();
    StudyRun.Outcome outcome;
    try (Interruption interruption = new Interruption();
        Progress progress = new Progress(most, spec.commandLine().getErr())) {
      outcome =
          StudyRun.run(
              study,
              source,
              directory,
              index,
              shards,
              chosen,
              progress::step,
              interruption::isAsked);
    }
    outcome.warnings().forEach(line -> spec.commandLine().getErr().println("linnet-sim: " + line));
    PrintWriter print = spec.commandLine().getOut();
    print.println(
        (outcome.isComplete() ? "done: " : "broken off, and the same command goes on: ")
            + directory.resolve("report.html"));
    return outcome.isComplete() && outcome.isSound() ? 0 : LinnetSim.BROKEN;
  }

  /** A bar with an estimate on a terminal, a line now and then elsewhere. */
  private static final class Progress implements AutoCloseable {
    private final long most;
    private final PrintWriter err;
    private final long beganNanos = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final @Nullable ProgressBar bar;

    Progress(long most, PrintWriter err) {
      this.most = most;
      this.err = err;
      this.bar =
          System.console() == null
              ? null
              : new ProgressBarBuilder().setTaskName("runs").setInitialMax(most).build();
    }

    void step() {
      long now = done.incrementAndGet();
      if (bar != null) {
        bar.step();
      } else if (now % Math.max(1, most / 10) == 0) {
        long leftNanos = (System.nanoTime() - beganNanos) / now * (most - now);
        err.println(
            "linnet-sim: %d of at most %d runs, at most some %d s more"
                .formatted(now, most, TimeUnit.NANOSECONDS.toSeconds(leftNanos)));
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
