package dev.linnet.daemon.command;

import dev.linnet.daemon.Deserialization;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Option;

/** The {@code linnet} command: nouns and verbs. */
@Command(
    name = "linnet",
    description = "Rolls AI models out over a mesh of edge nodes.",
    subcommands = {
      MeshCommand.class,
      NodeCommand.class,
      ModelCommand.class,
      RolloutCommand.class,
      PredictCommand.class,
      FeedbackCommand.class,
      EventsCommand.class,
      CompletionCommand.class
    },
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 usage or a wrong file, 3 node unreachable, 4 key or",
      "signature refused, 5 timeout while watching, 6 rollout ended without promotion."
    })
public final class Linnet {
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean versionAsked;

  Linnet() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    Deserialization.refuseAll();
    if (arguments.length < 2 || !arguments[0].equals("node") || !arguments[1].equals("run")) {
      silenceLibraries();
    }
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  /** Only a daemon has a log; what a command has to say, it says itself. */
  private static void silenceLibraries() {
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }

  /** Runs one command. Never throws on bad input; what went wrong is on {@code terminal}. */
  static int run(Terminal terminal, String... arguments) {
    CommandLine line = commandLine(terminal);
    int exitCode = line.execute(arguments);
    terminal.flush();
    return exitCode;
  }

  static CommandLine commandLine(Terminal terminal) {
    CommandLine line = new CommandLine(new Linnet(), factory(terminal));
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.colored() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(new UsageErrors(terminal));
    line.setExecutionExceptionHandler(new Failures(terminal));
    addHelp(line);
    return line;
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec().mixinStandardHelpOptions(false);
    line.getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
    line.getSubcommands().values().forEach(Linnet::addHelp);
  }

  /** Commands that print take the terminal in their constructor. */
  private static IFactory factory(Terminal terminal) {
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
          if (constructor.getParameterCount() == 1
              && constructor.getParameterTypes()[0] == Terminal.class) {
            return type.cast(constructor.newInstance(terminal));
          }
        }
        return CommandLine.defaultFactory().create(type);
      }
    };
  }
}
