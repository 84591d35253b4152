package dev.linnet.daemon.registry;

import dev.linnet.daemon.UserError;
import dev.linnet.testmesh.FuzzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A file of logins gives one, or says why not in one line that names the file. */
public final class CredentialsFuzz {
  private static final Path FILE = FuzzFiles.file("auth.json");

  private CredentialsFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    String said;
    try {
      said = Credentials.find(Map.of("REGISTRY_AUTH_FILE", FILE.toString()), "r.example").where();
    } catch (UserError refused) {
      said = String.valueOf(refused.getMessage());
    }
    if (!said.contains(FILE.toString()) || said.contains("\n")) {
      throw new AssertionError("not a line that names the file: " + said);
    }
  }
}
