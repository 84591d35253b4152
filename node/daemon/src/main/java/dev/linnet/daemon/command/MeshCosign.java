package dev.linnet.daemon.command;

import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.EnvelopeFile;
import dev.linnet.daemon.identity.RootFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh cosign}. */
@Command(
    name = "cosign",
    description = "Add a ROOT key's signature to a trust root that is not in force yet.")
final class MeshCosign implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private RootOptions options = new RootOptions();

  @Parameters(
      paramLabel = "FILE",
      description = "What `linnet mesh revoke` or `rotate` wrote with --sign-only.")
  private Path file = Path.of("");

  MeshCosign(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Envelope envelope = EnvelopeFile.load("next trust root", file);
    TrustRoot next = read(envelope);
    try (NodeClient client = api.connect()) {
      List<Envelope> chain = RootSigning.chain(RootSigning.document(client));
      if (chain.isEmpty()) {
        throw new UserError(UserError.FAILED, "the asked node holds no trust root yet");
      }
      RootSigning signing = RootSigning.after(chain.get(0), client);
      Envelope signed = signing.sign(envelope, next, options.keys(), terminal.passphrases());
      if (!options.signOnly()) {
        signing.requireComplete(signed);
      }
      terminal.say(RootDifference.text(signing.newest(), next));
      options.confirm(terminal, "This cannot be taken back.");
      EnvelopeFile.replace(file, signed);
      if (options.signOnly()) {
        terminal.say(file + ": signed, and not in force yet");
        return 0;
      }
      String id = Signing.submit(client, signed);
      RootFiles.around(file).ifPresent(files -> files.taken(signed));
      terminal.out().println(id);
      terminal.say(
          "trust root " + next.version() + " of mesh " + next.mesh() + " is on its way to all");
    }
    return 0;
  }

  private TrustRoot read(Envelope envelope) {
    try {
      if (envelope.payloadType().equals(TrustRoot.PAYLOAD_TYPE)) {
        return TrustRoot.parse(envelope.payload());
      }
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, file + ": not a trust root: " + e.getMessage(), e);
    }
    throw new UserError(
        UserError.USAGE, file + ": not a trust root but a " + envelope.payloadType());
  }
}
