package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that listens on all addresses, and the commands by which a person reaches it. */
final class GuardedDaemonTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Test
  void tokensAreMadeAndTakenBackWhileItRuns(@TempDir Path directory) throws Exception {
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).build()) {
      TestNode node = mesh.node("eu-1");
      Path home = node.directory();
      Path yaml = home.resolve("node.yaml");
      Files.writeString(
          yaml,
          Files.readString(yaml)
              .replace("api:\n", "api:\n  tls: true\n  tokens: true\n")
              .replaceAll("(http|grpc): \"127.0.0.1:", "$1: \"0.0.0.0:"));
      node.start();
      Ran made = Ran.linnet("node", "token", "create", home.toString(), "--role", "view");
      assertThat(made.exitCode()).describedAs(made.err()).isZero();
      Path token = directory.resolve("view.token");
      Files.createFile(
          token,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(token, made.out());
      Await.until(
          () -> "the daemon lets the token's bearer look: " + members(node, token).err(),
          PATIENCE,
          () -> members(node, token).exitCode() == 0);
      String id = made.out().split("\\.")[1];
      assertThat(Ran.linnet("node", "token", "ls", home.toString()).out()).contains(id, "view");
      assertThat(Ran.linnet("node", "token", "rm", home.toString(), id).exitCode()).isZero();
      Await.until("the token is refused", PATIENCE, () -> members(node, token).exitCode() == 4);
      assertThat(Files.readString(node.log())).doesNotContain(made.out().strip());
    }
  }

  private static Ran members(TestNode node, Path token) {
    return Ran.linnet(
        "mesh",
        "members",
        "--api",
        node.api(),
        "--api-ca",
        node.directory().resolve("ca.crt").toString(),
        "--token-file",
        token.toString());
  }
}
