package dev.linnet.daemon.command;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet completion}. */
@Command(
    name = "completion",
    description = {
      "Print a completion script of a shell.",
      "In the shell's start file:",
      "  source <(linnet completion bash)",
      "  source <(linnet completion zsh)",
      "  linnet completion fish | source"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells; zsh runs the script of bash under its own emulation. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  /** Their names, for completion. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Shell.values())
          .map(shell -> shell.name().toLowerCase(Locale.ROOT))
          .iterator();
    }
  }

  private final Terminal terminal;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "bash|zsh|fish",
      completionCandidates = Words.class,
      description = "The shell.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    String script =
        switch (shell) {
          case BASH -> AutoComplete.bash("linnet", root);
          // The function `compdef`, which the emulation calls, is there after compinit alone.
          case ZSH ->
              "(( $+functions[compdef] )) || { autoload -U +X compinit && compinit }\n"
                  + "autoload -U +X bashcompinit && bashcompinit\n"
                  + AutoComplete.bash("linnet", root);
          case FISH -> FishCompletion.script(root.getCommandSpec());
        };
    terminal.out().println(script);
    return 0;
  }
}
