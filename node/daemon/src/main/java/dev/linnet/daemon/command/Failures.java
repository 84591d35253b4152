package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import dev.linnet.documents.DocumentException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command threw into one line and an exit code. */
final class Failures implements IExecutionExceptionHandler {
  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parseResult) {
    boolean debug = !terminal.environment().getOrDefault("LINNET_DEBUG", "").isEmpty();
    if (debug) {
      terminal.out().flush();
      failure.printStackTrace(terminal.err());
    }
    // Another one than usual where 1 is an answer.
    int failed = commandLine.getCommandSpec().exitCodeOnExecutionException();
    if (failure instanceof UserError error) {
      terminal.say("linnet: " + error.getMessage());
      return error.exitCode() == UserError.FAILED ? failed : error.exitCode();
    }
    if (failure instanceof DocumentException) {
      terminal.say("linnet: " + failure.getMessage());
      return UserError.USAGE;
    }
    terminal.say(
        "linnet: unexpected "
            + failure
            + (debug ? "" : "; LINNET_DEBUG=1 shows where, and a report of it is welcome"));
    return failed;
  }
}
