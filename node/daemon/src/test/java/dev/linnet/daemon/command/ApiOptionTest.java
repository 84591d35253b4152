package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.GuardedNode;
import dev.linnet.daemon.OwnersCertificate;
import dev.linnet.daemon.access.Role;
import dev.linnet.daemon.identity.MeshAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code linnet} says when it and a node do not believe each other, over real TLS. */
final class ApiOptionTest {
  private final Path directory;

  ApiOptionTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static void assertSays(Ran ran, int exitCode, String words) {
    assertThat(ran.exitCode()).describedAs(ran.err()).isEqualTo(exitCode);
    assertThat(ran.err().strip().lines()).hasSize(1);
    assertThat(ran.err()).contains(words);
    assertThat(ran.out()).isEmpty();
  }

  private static Ran members(GuardedNode node, Object... options) {
    String[] arguments = new String[4 + options.length];
    arguments[0] = "mesh";
    arguments[1] = "members";
    arguments[2] = "--api";
    arguments[3] = node.api();
    for (int i = 0; i < options.length; i++) {
      arguments[4 + i] = options[i].toString();
    }
    return Ran.linnet(arguments);
  }

  @Test
  void nodesOfTheMeshAreBelievedAndTokensAreShown() throws Exception {
    Path foreign = directory.resolve("foreign");
    MeshAuthority.init(foreign, "elsewhere", Clock.systemUTC());
    try (GuardedNode node = GuardedNode.guarded(directory, null)) {
      Path ca = node.authority();
      Path view = node.tokenFile(Role.VIEW);
      assertSays(members(node), 3, "speaks TLS: name the authority of its certificate");
      assertSays(members(node, "--api-ca", ca), 4, "asks for a token: --token-file FILE");
      Ran known = members(node, "--api-ca", ca, "--token-file", view);
      assertThat(known.exitCode()).describedAs(known.err()).isZero();
      assertThat(known.out()).contains("eu-central-1");
      Ran named = members(node, "--api-ca", ca, "--token-file", view, "--api-name", "eu-central-1");
      assertThat(named.exitCode()).describedAs(named.err()).isZero();
      assertSays(
          members(node, "--api-ca", ca, "--token-file", view, "--api-name", "eu-2"),
          4,
          "it is node eu-central-1, not eu-2");
      assertSays(
          members(node, "--api-ca", ca, "--token-file", node.tokenFile(Role.INFER)),
          4,
          "the token has role infer, and this takes view or control");
      Path wrong = directory.resolve("wrong.token");
      Files.writeString(wrong, "linnet-api.0123456789abcdef." + "x".repeat(43));
      Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
      assertSays(
          members(node, "--api-ca", ca, "--token-file", wrong),
          4,
          "refuses token 0123456789abcdef: the token is not known here");
      assertSays(
          members(node, "--api-ca", foreign.resolve("ca.crt"), "--token-file", view),
          4,
          "its certificate is not signed by an authority in " + foreign);
      Files.setPosixFilePermissions(view, PosixFilePermissions.fromString("rw-r--r--"));
      assertSays(members(node, "--api-ca", ca, "--token-file", view), 2, "chmod 600 " + view);
    }
  }

  @Test
  void ownersCertificateIsOfItsHost() throws Exception {
    OwnersCertificate owners = OwnersCertificate.ofName("edge-7.example", directory);
    try (GuardedNode node = GuardedNode.guarded(directory, owners)) {
      Path view = node.tokenFile(Role.VIEW);
      assertSays(
          members(node, "--api-ca", owners.file(), "--token-file", view),
          4,
          "its certificate is not for 127.0.0.1");
      Ran named =
          members(
              node,
              "--api-ca",
              owners.file(),
              "--token-file",
              view,
              "--api-name",
              "edge-7.example");
      assertThat(named.exitCode()).describedAs(named.err()).isZero();
      assertSays(
          members(node, "--api-ca", "system", "--token-file", view),
          4,
          "its certificate is not signed by an authority that Java trusts");
    }
  }

  @Test
  void certificateThatRanOutIsNotBelieved() throws Exception {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    OwnersCertificate owners = OwnersCertificate.ofLoopback(directory, yesterday);
    try (GuardedNode node = GuardedNode.guarded(directory, owners)) {
      assertSays(members(node, "--api-ca", owners.file()), 4, "its certificate expired on ");
    }
  }

  @Test
  void nodeWithoutTlsIsNamedAsSuch() throws Exception {
    try (GuardedNode node = GuardedNode.open(directory)) {
      assertSays(
          members(node, "--api-ca", node.authority()), 3, "does not speak TLS: leave --api-ca out");
      assertThat(members(node).exitCode()).isZero();
    }
  }
}
