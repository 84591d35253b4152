package dev.linnet.simulator.command;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.judging.JudgeStudy;
import dev.linnet.simulator.reproduce.ReproduceCommand;
import dev.linnet.simulator.reproduce.SwarmCommand;
import dev.linnet.simulator.reproduce.WorkloadCommand;
import dev.linnet.simulator.study.CostStudy;
import dev.linnet.simulator.study.RollbackStudy;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code linnet-sim} command. */
@Command(
    name = "linnet-sim",
    description = "Runs meshes of nodes on virtual time.",
    subcommands = {
      CheckCommand.class,
      ReplayCommand.class,
      RunCommand.class,
      TraceCommand.class,
      SweepCommand.class,
      MergeCommand.class,
      ScenarioCommand.class,
      RehearseCommand.class,
      CostStudy.class,
      RollbackStudy.class,
      JudgeStudy.class,
      ReproduceCommand.class,
      SwarmCommand.class,
      WorkloadCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 all holds, 1 an invariant is broken or a result is not as published, 2 usage."
    })
public final class LinnetSim {
  static final int BROKEN = 1;
  private static final int USAGE = 2;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean helpAsked;

  LinnetSim() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(
        run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
  }

  /** Runs one command; what went wrong is said in one line on {@code err}. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new LinnetSim());
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (problem, given) -> {
          String name = problem.getCommandLine().getCommandSpec().qualifiedName();
          String message = Objects.toString(problem.getMessage(), "wrong usage");
          String first = message.lines().findFirst().orElse("wrong usage");
          err.println(
              "linnet-sim: "
                  + first.substring(0, 1).toLowerCase(Locale.ROOT)
                  + first.substring(1)
                  + " (help: `"
                  + name
                  + " --help`)");
          return USAGE;
        });
    line.setExecutionExceptionHandler(
        (problem, of, parsed) -> {
          if (problem instanceof DocumentException) {
            err.println("linnet-sim: " + problem.getMessage());
            return USAGE;
          }
          if (problem instanceof IOException) {
            err.println("linnet-sim: " + problem.getMessage() + ": cannot be read or written");
            return BROKEN;
          }
          throw problem;
        });
    int exitCode = line.execute(arguments);
    out.flush();
    err.flush();
    return exitCode;
  }
}
