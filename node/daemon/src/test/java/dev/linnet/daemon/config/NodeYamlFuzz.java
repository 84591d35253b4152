package dev.linnet.daemon.config;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A node's configuration is read, or refused in one line that names the file. */
public final class NodeYamlFuzz {
  private static final Path FILE = Path.of("/etc/linnet/node.yaml");

  private NodeYamlFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      String text = new String(input, StandardCharsets.UTF_8);
      NodeConfigFile.read(YamlReader.parse(text, "node.yaml"), FILE);
    } catch (DocumentException refused) {
      String said = String.valueOf(refused.getMessage());
      if (!said.startsWith("node.yaml") || said.contains("\n")) {
        throw new AssertionError("not a line that names the file: " + said, refused);
      }
    }
  }
}
