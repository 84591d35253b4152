package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import dev.linnet.documents.Nearest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a wrong command line into one line that shows the nearest right word. */
final class UsageErrors implements IParameterExceptionHandler {
  /** How picocli begins, and goes on in many ways, where options exclude each other. */
  private static final String OF_GROUP = "Error: ";

  private final Terminal terminal;

  UsageErrors(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    terminal.say("linnet: " + said(problem, command, name) + " (help: `" + name + " --help`)");
    return UserError.USAGE;
  }

  private static String said(ParameterException problem, CommandLine command, String name) {
    if (problem instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unknown(unmatched.getUnmatched().get(0), command, name);
    }
    if (!command.getSubcommands().isEmpty()) {
      return "expected one of "
          + String.join(", ", command.getSubcommands().keySet())
          + " after `"
          + name
          + "`";
    }
    String message =
        Objects.toString(problem.getMessage(), "wrong usage").lines().findFirst().orElse("");
    if (message.startsWith(OF_GROUP)) {
      return "expected " + choices(command);
    }
    return message.isEmpty()
        ? "wrong usage"
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static String choices(CommandLine command) {
    return command.getCommandSpec().argGroups().stream()
        .map(group -> group.synopsis().replaceAll("[()\\[\\]]", "").replace(" | ", " or "))
        .collect(Collectors.joining(", and "));
  }

  private static String unknown(String word, CommandLine command, String name) {
    boolean option = word.startsWith("-");
    List<String> known =
        option
            ? List.copyOf(command.getCommandSpec().optionsMap().keySet())
            : List.copyOf(command.getSubcommands().keySet());
    String plain = option ? word.replaceFirst("=.*", "") : word;
    String said =
        option
            ? "unknown option '" + plain + "' for " + name
            : known.isEmpty()
                ? "unexpected argument '" + word + "' for " + name
                : "unknown command '" + word + "' for " + name;
    return said
        + Nearest.of(plain, known)
            .map(nearest -> "; did you mean '" + nearest + "'?")
            .orElse(
                option || known.isEmpty() ? "" : "; expected one of " + String.join(", ", known));
  }
}
