package dev.linnet.daemon.command;

import dev.linnet.daemon.identity.KeySource;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A completion script for fish, which picocli does not write: a line for each command and option,
 * that holds while the words before the cursor lead to the command it belongs to.
 */
final class FishCompletion {
  private static final List<Class<?>> FILES =
      List.of(Path.class, File.class, KeySource.class, ModelPlace.class);

  private final StringBuilder lines = new StringBuilder();
  private final List<String> paths = new ArrayList<>();
  private final String name;

  private FishCompletion(String name) {
    this.name = name;
  }

  static String script(CommandSpec root) {
    FishCompletion completion = new FishCompletion(root.name());
    completion.add(root, root.name());
    return completion.walk() + completion.lines;
  }

  /** The function that follows the words to a command; values of options name none. */
  private String walk() {
    StringBuilder cases = new StringBuilder();
    paths.stream()
        .filter(path -> !path.equals(name))
        .forEach(path -> cases.append(" \\\n                ").append(quoted(path)));
    return """
    function __NAME_at
        set -l at NAME
        set -l words (commandline -opc)
        for word in $words[2..-1]
            switch "$at $word"
                case CASES
                    set at "$at $word"
            end
        end
        test "$at" = "$argv[1]"
    end
    complete -c NAME -f
    """
        .replace("CASES", cases)
        .replace("NAME", name);
  }

  private void add(CommandSpec command, String path) {
    paths.add(path);
    String condition = "complete -c " + name + " -n " + quoted("__" + name + "_at " + quoted(path));
    for (CommandLine sub : command.subcommands().values()) {
      CommandSpec spec = sub.getCommandSpec();
      line(condition + " -a " + spec.name(), spec.usageMessage().description());
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        line(condition + names(option) + values(option), option.description());
      }
    }
    for (ArgSpec parameter : command.positionalParameters()) {
      String values = positional(parameter);
      if (!values.isEmpty()) {
        line(condition + values, parameter.description());
      }
    }
    for (CommandLine sub : command.subcommands().values()) {
      add(sub.getCommandSpec(), path + " " + sub.getCommandSpec().name());
    }
  }

  private void line(String start, String... description) {
    lines.append(start);
    if (description.length > 0) {
      lines.append(" -d ").append(quoted(description[0]));
    }
    lines.append('\n');
  }

  private static String names(OptionSpec option) {
    StringBuilder names = new StringBuilder();
    for (String each : option.names()) {
      names.append(each.startsWith("--") ? " -l " + each.substring(2) : " -s " + each.substring(1));
    }
    return names.toString();
  }

  private static String values(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    String candidates = candidates(option);
    if (!candidates.isEmpty()) {
      return " -x -a " + candidates;
    }
    return isFile(option) ? " -r -F" : " -x";
  }

  private static String positional(ArgSpec parameter) {
    String candidates = candidates(parameter);
    if (!candidates.isEmpty()) {
      return " -a " + candidates;
    }
    return isFile(parameter) ? " -F" : "";
  }

  private static String candidates(ArgSpec argument) {
    Iterable<String> candidates = argument.completionCandidates();
    return candidates == null ? "" : quoted(String.join(" ", candidates));
  }

  private static boolean isFile(ArgSpec argument) {
    for (Class<?> type : argument.auxiliaryTypes()) {
      if (FILES.contains(type)) {
        return true;
      }
    }
    return FILES.contains(argument.type());
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
