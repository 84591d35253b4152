package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.NodeIdentity;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do on a device and at the authority to give a node its identity. */
final class NodeIdentityCommandsTest {
  private final Path mesh;
  private final Path device;

  NodeIdentityCommandsTest(@TempDir Path temp) {
    this.mesh = temp.resolve("mesh");
    this.device = temp.resolve("device");
    must("mesh", "init", mesh.toString(), "--name", "birds");
  }

  private static Ran must(String... arguments) {
    Ran ran = Ran.linnet(arguments);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran;
  }

  private NodeIdentity identity() {
    return IdentityFiles.load(
        IdentityPaths.in(device), new NodeName("eu-7"), new RegionName("eu"), Instant.now());
  }

  @Test
  void deviceAsksTheAuthoritySignsTheDeviceInstallsAndLaterRenews() {
    Ran asked =
        must(
            "node",
            "request",
            device.toString(),
            "eu-7",
            "--region",
            "eu",
            "--mesh",
            "birds",
            "--mesh-address",
            "192.0.2.7:7700");
    String request = asked.out().strip();
    Ran unasked = Ran.linnet("mesh", "sign", mesh.toString(), request);
    assertThat(unasked.exitCode()).isEqualTo(2);
    assertThat(unasked.err()).contains("enrolls node eu-7 of region eu in mesh birds, fact key ");
    assertThat(mesh.resolve("nodes/eu-7")).doesNotExist();

    String grant = must("mesh", "sign", mesh.toString(), request, "--yes").out().strip();
    String yaml = device.resolve("node.yaml").toString();
    Ran installed = must("node", "install", grant, "-c", yaml);
    assertThat(installed.err()).startsWith("node eu-7 of region eu in mesh birds, good until ");
    NodeIdentity first = identity();

    String again = must("node", "renew", "-c", yaml).out().strip();
    Ran signed = must("mesh", "sign", mesh.toString(), again, "--yes");
    assertThat(signed.err()).startsWith("renews node eu-7 of region eu");
    must("node", "install", signed.out().strip(), "-c", yaml);
    assertThat(identity().certificate()).isNotEqualTo(first.certificate());
    assertThat(identity().factKey().publicKey()).isEqualTo(first.factKey().publicKey());
  }
}
