package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.ModelRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model of a node's store is meant: {@code NAME VERSION}, or {@code --digest}. */
final class ModelOption {
  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The model's name.")
  private @Nullable String name;

  @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION", description = "Its version.")
  private @Nullable String version;

  @Option(
      names = "--digest",
      paramLabel = "HEX",
      description = "Its manifest's digest instead, or the beginning of it.")
  private @Nullable String digest;

  ModelOption() {}

  ModelRequest request() {
    boolean named = name != null && version != null;
    if (named == (digest != null) || (name != null && !named)) {
      throw new UserError(UserError.USAGE, "expected either NAME VERSION or --digest HEX");
    }
    if (digest != null) {
      if (!digest.matches("[0-9a-f]{4,64}")) {
        throw new UserError(
            UserError.USAGE, "--digest '" + digest + "': expected 4 to 64 hexadecimal digits");
      }
      return ModelRequest.newBuilder().setDigest(digest).build();
    }
    return ModelRequest.newBuilder().setName(name).setVersion(version).build();
  }
}
