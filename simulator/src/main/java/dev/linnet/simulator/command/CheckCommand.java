package dev.linnet.simulator.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.simulator.check.Check;
import dev.linnet.simulator.check.Check.Broken;
import dev.linnet.simulator.check.Check.Report;
import dev.linnet.simulator.study.ThreadsOption;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet-sim check}. */
@Command(
    name = "check",
    description = "Runs scenarios made from seeds and checks every invariant after every event.")
final class CheckCommand implements Callable<Integer> {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final double NANOS_PER_HOUR = 3.6e12;

  private enum Format {
    TABLE,
    JSON
  }

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "1000", description = "How many.")
  private long seeds;

  @Option(names = "--from", paramLabel = "SEED", defaultValue = "1", description = "The first.")
  private long from;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Option(names = "--to-first", description = "End with the first seed that breaks an invariant.")
  private boolean toFirst;

  @Option(names = "--no-history", description = "Leave out the history of the first broken run.")
  private boolean withoutHistory;

  @Spec private CommandSpec spec = CommandSpec.create();

  CheckCommand() {}

  @Override
  public Integer call() {
    if (seeds < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--seeds: expected 1 or more");
    }
    try (Interruption interruption = new Interruption()) {
      return check(interruption);
    }
  }

  private int check(Interruption interruption) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    long startNanos = System.nanoTime();
    long tell = Math.max(1, seeds / 10);
    Report report =
        Check.run(
            from,
            seeds,
            threads.count(),
            broken -> interruption.isAsked() || (toFirst && !broken.isEmpty()),
            done -> {
              if (done % tell == 0 && done < seeds) {
                err.println("linnet-sim: " + done + " of " + seeds + " seeds");
              }
            });
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    if (interruption.isAsked()) {
      err.println("linnet-sim: interrupted after " + report.seeds() + " of " + seeds + " seeds");
    }
    if (format == Format.JSON) {
      out.println(PRETTY.toJson(json(report, seconds)));
    } else {
      table(report, seconds, out);
    }
    for (Broken broken : report.violations()) {
      err.println("linnet-sim: seed " + broken.seed() + ": " + broken.violation());
      err.println("  replay: linnet-sim replay " + broken.seed());
    }
    if (!report.violations().isEmpty() && !withoutHistory && !interruption.isAsked()) {
      Broken first = report.violations().get(0);
      err.println("linnet-sim: the least that is left of seed " + first.seed() + ":");
      Check.shrunkenHistory(first).forEach(err::println);
    }
    return report.violations().isEmpty() ? 0 : LinnetSim.BROKEN;
  }

  private static JsonObject json(Report report, double seconds) {
    JsonObject json = new JsonObject();
    json.addProperty("seeds", report.seeds());
    json.addProperty("violations", report.violations().size());
    json.addProperty("simulatedHours", report.nanos() / NANOS_PER_HOUR);
    JsonObject faults = new JsonObject();
    report.faults().forEach(faults::addProperty);
    json.add("faults", faults);
    json.addProperty("seedsPerSecond", report.seeds() / seconds);
    json.addProperty("events", report.events());
    JsonArray broken = new JsonArray();
    for (Broken one : report.violations()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("seed", one.seed());
      entry.addProperty("invariant", one.violation().invariant());
      entry.addProperty("event", one.violation().event());
      entry.addProperty("node", one.violation().node());
      entry.addProperty("sentence", one.violation().sentence());
      broken.add(entry);
    }
    json.add("broken", broken);
    return json;
  }

  private static void table(Report report, double seconds, PrintWriter out) {
    row(out, "seeds", "" + report.seeds());
    row(out, "violations", "" + report.violations().size());
    row(out, "simulated hours", figure(report.nanos() / NANOS_PER_HOUR));
    row(out, "events", "" + report.events());
    row(out, "seeds per second", figure(report.seeds() / seconds));
    report.faults().forEach((kind, count) -> row(out, "  " + kind, "" + count));
  }

  private static void row(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "%-20s %12s", name, value));
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
