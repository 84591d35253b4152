package dev.linnet.daemon.command;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A command that was run in this process, and what it left behind. */
record Ran(int exitCode, String out, String err) {
  static Ran linnet(String... arguments) {
    return run(false, "", arguments);
  }

  static Ran linnetWithEnvironment(Map<String, String> environment, String... arguments) {
    return run(false, "", environment, arguments);
  }

  static Ran linnetWithInput(String input, String... arguments) {
    return run(false, input, arguments);
  }

  /** As a person at a terminal sees it. */
  static Ran linnetOnTerminal(String... arguments) {
    return run(true, "", arguments);
  }

  /** As where whoever read its output has gone, such as {@code head -1}. */
  static Ran linnetUnread(String... arguments) throws IOException {
    Writer gone = Writer.nullWriter();
    gone.close();
    return run(gone, false, "", Map.of(), arguments);
  }

  static Ran linnetOnTerminalWithInput(String input, String... arguments) {
    return run(true, input, arguments);
  }

  private static Ran run(boolean interactive, String input, String... arguments) {
    return run(interactive, input, Map.of(), arguments);
  }

  private static Ran run(
      boolean interactive, String input, Map<String, String> environment, String... arguments) {
    return run(new StringWriter(), interactive, input, environment, arguments);
  }

  private static Ran run(
      Writer out,
      boolean interactive,
      String input,
      Map<String, String> environment,
      String... arguments) {
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(out),
            new PrintWriter(err),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            environment,
            interactive);
    int exitCode = Linnet.run(terminal, arguments);
    return new Ran(exitCode, out.toString(), err.toString());
  }
}
