package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mesh whose keys are under passphrases. */
final class ProtectCommandTest {
  private final Path temp;
  private final Path mesh;

  ProtectCommandTest(@TempDir Path temp) {
    this.temp = temp;
    this.mesh = temp.resolve("mesh");
    must(Map.of(), "mesh", "init", mesh.toString(), "--name", "birds");
  }

  private static Ran must(Map<String, String> environment, String... arguments) {
    Ran ran = Ran.linnetWithEnvironment(environment, arguments);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran;
  }

  private Path passphrase(String name, String passphrase) throws Exception {
    Path file = Files.writeString(temp.resolve(name), passphrase + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private Ran enroll(String node, Map<String, String> environment) {
    return Ran.linnetWithEnvironment(
        environment, "mesh", "enroll", mesh.toString(), node, "--region", "eu");
  }

  @Test
  void nodesAreEnrolledByWhoHasThePassphraseAlone() throws Exception {
    Path right = passphrase("right", "correct-horse");
    String key = mesh.resolve("ca.key").toString();
    Ran ran = must(Map.of(), "mesh", "protect", key, "--passphrase-file", right.toString());
    assertThat(ran.err()).isEqualTo(key + ": is under a passphrase now; without it, it is lost\n");

    Ran unasked = enroll("eu-1", Map.of());
    assertThat(unasked.exitCode()).isEqualTo(2);
    assertThat(unasked.err())
        .isEqualTo(
            "linnet: "
                + key
                + ": takes a passphrase, and there is no terminal to ask on; let"
                + " LINNET_PASSPHRASE_FILE name a file that holds it\n");
    Path wrong = passphrase("wrong", "battery-staple");
    Ran refused = enroll("eu-1", Map.of("LINNET_PASSPHRASE_FILE", wrong.toString()));
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).isEqualTo("linnet: " + key + ": the passphrase is wrong\n");
    assertThat(mesh.resolve("nodes/eu-1")).doesNotExist();

    Map<String, String> environment = Map.of("LINNET_PASSPHRASE_FILE", right.toString());
    assertThat(enroll("eu-1", environment).exitCode()).isZero();
    must(environment, "mesh", "protect", key, "--remove");
    assertThat(enroll("eu-2", Map.of()).exitCode()).isZero();
  }
}
