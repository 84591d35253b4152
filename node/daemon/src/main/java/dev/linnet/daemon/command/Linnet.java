package dev.linnet.daemon.command;

import dev.linnet.daemon.Deserialization;
import dev.linnet.daemon.events.JavaLog;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

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
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "`linnet COMMAND --help`, or `linnet help COMMAND`, says what a command takes.",
      "",
      "Exit codes: 0 done, 1 failed, 2 usage or a wrong file, 3 node or registry unreachable,"
          + " 4 key, signature or login refused, 5 timeout while watching, 6 rollout ended without"
          + " promotion."
    })
public final class Linnet {
  private Linnet() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    Deserialization.refuseAll();
    spareNetty();
    if (arguments.length < 2 || !arguments[0].equals("node") || !arguments[1].equals("run")) {
      silenceLibraries();
    }
    JavaLog.toSlf4j();
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  /**
   * Keeps Netty from what it does at each start to no use: it gets Java's flight recorder ready, to
   * tell it of each buffer whether anybody records or not, and it looks for a hardware address to
   * name connections by, and warns on a machine that has none.
   */
  private static void spareNetty() {
    setIfAbsent("io.grpc.netty.shaded.io.netty.jfr.enabled", "false");
    setIfAbsent("io.grpc.netty.shaded.io.netty.machineId", "02:00:00:00:00:00");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Only a daemon has a log; what a command has to say, it says itself. */
  private static void silenceLibraries() {
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }

  /** Runs one command. Never throws on bad input; what went wrong is on {@code terminal}. */
  static int run(Terminal terminal, String... arguments) {
    String[] words = asOption(arguments);
    int exitCode = commandLine(terminal, words).execute(words);
    terminal.flush();
    return exitCode;
  }

  /** {@code help rollout announce} asks for what {@code rollout announce --help} does. */
  private static String[] asOption(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("help")) {
      return arguments;
    }
    List<String> words = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
    words.add("--help");
    return words.toArray(String[]::new);
  }

  /** The commands, as far as these arguments need them. */
  static CommandLine commandLine(Terminal terminal, String... arguments) {
    IFactory factory = factory(terminal);
    CommandSpec root = new CommandTree(factory, List.of(arguments)).of(Linnet.class);
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print the version and exit.")
            .build());
    root.versionProvider(new Version());
    addHelp(root);
    CommandLine line = new CommandLine(root, factory);
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.colored() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(new UsageErrors(terminal));
    line.setExecutionStrategy(new KnownCommands());
    line.setExecutionExceptionHandler(new Failures(terminal));
    return line;
  }

  private static void addHelp(CommandSpec command) {
    command.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help and exit.")
            .build());
    command.subcommands().values().forEach(below -> addHelp(below.getCommandSpec()));
  }

  /**
   * Commands that print take the terminal in their constructor. Picocli's own factory would make
   * our types too, but not before it was refused the access that this package has.
   */
  private static IFactory factory(Terminal terminal) {
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
          Class<?>[] parameters = constructor.getParameterTypes();
          if (parameters.length == 1 && parameters[0] == Terminal.class) {
            return type.cast(constructor.newInstance(terminal));
          }
          if (parameters.length == 0 && type.getPackage() == Linnet.class.getPackage()) {
            return type.cast(constructor.newInstance());
          }
        }
        return CommandLine.defaultFactory().create(type);
      }
    };
  }
}
