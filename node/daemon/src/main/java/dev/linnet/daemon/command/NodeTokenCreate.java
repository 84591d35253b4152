package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Names;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.access.ApiTokens;
import dev.linnet.daemon.access.BearerToken;
import dev.linnet.daemon.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet node token create}. */
@Command(
    name = "create",
    description = "Print a token by which its bearer calls this node's API.",
    footer = {
      "",
      "It is shown this once. A daemon with `tokens: true` below `api` honours it at once."
    })
final class NodeTokenCreate implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "HOME", description = "The directory of the node's node.yaml.")
  private Path home = Path.of("");

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "view, infer or control.")
  private Role role = Role.VIEW;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      converter = TimeoutOption.Converter.class,
      description = "How long it is good, up to 365d (default: 30d).")
  private Duration expires = Duration.ofDays(30);

  @Option(names = "--name", paramLabel = "NAME", description = "Whose it is, for `ls`.")
  private @Nullable String name;

  NodeTokenCreate(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Whoever mistypes it would make a token that no daemon ever looks at. */
  static ApiTokens tokens(Path home) {
    if (!Files.isDirectory(home)) {
      throw new UserError(
          UserError.USAGE, home + ": no such directory; expected that of the node's node.yaml");
    }
    return new ApiTokens(ApiTokens.of(home));
  }

  @Override
  public Integer call() {
    try {
      if (name != null) {
        Names.require("token", name);
      }
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, "--name: " + e.getMessage(), e);
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plus(expires);
    BearerToken made = tokens(home).create(role, name, end, now);
    terminal.out().println(made.text());
    terminal.say("token " + made.id() + " of role " + role.word() + ", good until " + end);
    return 0;
  }
}
