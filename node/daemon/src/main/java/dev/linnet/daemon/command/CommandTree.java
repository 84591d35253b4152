package dev.linnet.daemon.command;

import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands, as far as one command line needs them. To read what a command takes is most of what
 * a start costs, so a command that no word of the line names is known by its name and description
 * alone: enough to be listed in a help and to be suggested.
 */
final class CommandTree {
  private final IFactory factory;
  private final List<String> words;
  private final boolean whole;

  /**
   * A tree for the command line {@code words}. A completion script is about all commands, and words
   * that picocli will read from a file are not known yet.
   */
  CommandTree(IFactory factory, List<String> words) {
    this.factory = factory;
    this.words = words;
    this.whole = words.stream().anyMatch(word -> word.equals("completion") || word.startsWith("@"));
  }

  /** A command with all below it that the line may reach. */
  CommandSpec of(Class<?> type) {
    Command command = annotation(type);
    if (command.subcommands().length == 0) {
      return CommandSpec.forAnnotatedObject(type, factory);
    }
    CommandSpec noun = named(command);
    for (Class<?> below : command.subcommands()) {
      String name = annotation(below).name();
      boolean mayBeReached = whole || words.contains(name);
      CommandSpec spec = mayBeReached ? of(below) : named(annotation(below));
      noun.addSubcommand(name, new CommandLine(spec, factory));
    }
    return noun;
  }

  private CommandSpec named(Command command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(null, factory);
    spec.updateCommandAttributes(command, factory);
    return spec;
  }

  private static Command annotation(Class<?> type) {
    return Objects.requireNonNull(type.getAnnotation(Command.class), type::getName);
  }
}
