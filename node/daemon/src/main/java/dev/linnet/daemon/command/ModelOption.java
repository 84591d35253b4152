package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.ModelRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model of a node's store is meant: {@code NAME VERSION}, or {@code --digest}. */
final class ModelOption {
  /** A model by name, of which the store may have several manifests. */
  static final class Named {
    @Parameters(index = "0", paramLabel = "NAME", description = "The model's name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "Its version.")
    private String version = "";

    Named() {}
  }

  /** One of both. */
  static final class Which {
    @ArgGroup(exclusive = false)
    private @Nullable Named named;

    @Option(
        names = "--digest",
        required = true,
        paramLabel = "HEX",
        description = "Its manifest's digest instead, or the beginning of it.")
    private String digest = "";

    Which() {}
  }

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  ModelOption() {}

  ModelRequest request() {
    Named named = which.named;
    if (named != null) {
      return ModelRequest.newBuilder().setName(named.name).setVersion(named.version).build();
    }
    if (!which.digest.matches("[0-9a-f]{4,64}")) {
      throw new UserError(
          UserError.USAGE, "--digest '" + which.digest + "': expected 4 to 64 hexadecimal digits");
    }
    return ModelRequest.newBuilder().setDigest(which.digest).build();
  }
}
