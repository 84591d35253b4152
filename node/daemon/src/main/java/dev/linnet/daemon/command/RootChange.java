package dev.linnet.daemon.command;

import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.KeySource;
import dev.linnet.daemon.identity.RootFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Makes the trust root after the newest one, shows what it changes, signs it, and hands it in at a
 * node.
 */
abstract class RootChange implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private RootOptions options = new RootOptions();

  @Parameters(paramLabel = "DIR", description = "The directory of `linnet mesh init`.")
  private Path directory = Path.of("");

  RootChange(Terminal terminal) {
    this.terminal = terminal;
  }

  Path directory() {
    return directory;
  }

  /**
   * The root after {@code base}.
   *
   * @throws UserError if what was asked for cannot be
   */
  abstract TrustRoot change(TrustRoot base, NodeClient client);

  @Override
  public final Integer call() {
    RootFiles files = new RootFiles(directory);
    try (NodeClient client = api.connect()) {
      RootSigning signing = RootSigning.after(files.current(), client);
      signing.newestHeld().ifPresent(files::taken);
      TrustRoot base = signing.newest();
      TrustRoot next = change(base, client);
      Envelope unsigned = unsigned(files, next);
      List<KeySource> keys = options.keysOr(directory.resolve("root.key"));
      Envelope signed = signing.sign(unsigned, next, keys, terminal.passphrases());
      if (!options.signOnly()) {
        signing.requireComplete(signed);
      }
      terminal.say(RootDifference.text(base, next));
      options.confirm(terminal, "This cannot be taken back.");
      files.signed(signed);
      if (options.signOnly()) {
        terminal.out().println(files.nextFile());
        terminal.say(
            "signed, and not in force yet\nnext: linnet mesh cosign "
                + files.nextFile()
                + " --key FILE");
        return 0;
      }
      String id = Signing.submit(client, signed);
      files.taken(signed);
      terminal.out().println(id);
      terminal.say(
          "trust root " + next.version() + " of mesh " + next.mesh() + " is on its way to all");
    }
    return 0;
  }

  /** What was signed before goes on being signed; something else beside it would be a fork. */
  private static Envelope unsigned(RootFiles files, TrustRoot next) {
    Envelope fresh = new Envelope(TrustRoot.PAYLOAD_TYPE, next.toPayload(), List.of());
    Envelope before = files.next().orElse(fresh);
    if (before.id().equals(fresh.id())) {
      return before;
    }
    throw new UserError(
        UserError.REFUSED,
        files.nextFile()
            + ": another trust root "
            + next.version()
            + " is signed already, and two of one version fork the mesh for good: hand that one in"
            + " first with `linnet mesh cosign "
            + files.nextFile()
            + "`");
  }
}
