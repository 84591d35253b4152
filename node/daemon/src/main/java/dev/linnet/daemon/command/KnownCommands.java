package dev.linnet.daemon.command;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs the command that a line names. Picocli lets a word pass that is no command where help is
 * asked for, and would print the help of all commands to who asks for that of one.
 */
final class KnownCommands implements IExecutionStrategy {
  private final IExecutionStrategy last = new RunLast();

  @Override
  public int execute(ParseResult line) {
    ParseResult named = line;
    while (named.hasSubcommand()) {
      named = named.subcommand();
    }
    CommandLine command = named.commandSpec().commandLine();
    if (!command.getSubcommands().isEmpty() && !named.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(command, named.unmatched());
    }
    return last.execute(line);
  }
}
