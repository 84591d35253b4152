package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import dev.linnet.testmesh.Ports;
import dev.linnet.testmesh.TestMesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do to let devices in by tokens, with a process that serves them. */
final class JoinCommandsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path temp;
  private final Path mesh;
  private final String address = "127.0.0.1:" + Ports.free();
  private JavaProcess serving;

  JoinCommandsTest(@TempDir Path temp) {
    this.temp = temp;
    this.mesh = temp.resolve("mesh");
    must("mesh", "init", mesh.toString(), "--name", "birds");
  }

  @BeforeEach
  void serve() {
    Path log = temp.resolve("serve-join.log");
    serving =
        JavaProcess.start(
            "dev.linnet.daemon.command.Linnet",
            List.of("mesh", "serve-join", mesh.toString(), "--listen", address),
            TestMesh.FRUGAL,
            temp,
            log);
    Await.until(
        "devices are admitted", PATIENCE, () -> read(log).contains("devices are admitted at"));
  }

  @AfterEach
  void close() {
    JavaProcess.stopAll(List.of(serving), PATIENCE);
  }

  private static Ran must(String... arguments) {
    Ran ran = Ran.linnet(arguments);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran;
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String token(String... more) {
    String[] arguments = {"mesh", "token", "create", mesh.toString(), "--address", address};
    return must(concat(arguments, more)).out().strip();
  }

  private static String[] concat(String[] one, String... two) {
    String[] all = new String[one.length + two.length];
    System.arraycopy(one, 0, all, 0, one.length);
    System.arraycopy(two, 0, all, one.length, two.length);
    return all;
  }

  private static NodeIdentity identity(Path home) {
    return IdentityFiles.load(
        IdentityPaths.in(home), new NodeName("eu-7"), new RegionName("eu"), Instant.now());
  }

  @Test
  void deviceJoinsByItsTokenAndRenewsWithoutAPerson() {
    String home = temp.resolve("home").toString();
    String token = token("--region", "eu", "--name", "eu-7", "--seed", "192.0.2.1:7700");
    Ran joined = must("node", "join", token, home, "--mesh-address", "192.0.2.7:7700");
    assertThat(joined.out()).isEqualTo(home + "\n");
    assertThat(joined.err()).startsWith("node eu-7 of region eu joined mesh birds\n");
    assertThat(read(temp.resolve("home/node.yaml")))
        .contains("advertise: \"192.0.2.7:7700\"", "- \"192.0.2.1:7700\"");
    NodeIdentity before = identity(temp.resolve("home"));

    must("node", "renew", "-c", home + "/node.yaml", "--from", address);
    assertThat(identity(temp.resolve("home")).certificate()).isNotEqualTo(before.certificate());

    Ran again = Ran.linnet("node", "join", token, temp.resolve("second").toString());
    assertThat(again.exitCode()).isEqualTo(4);
    assertThat(again.err())
        .isEqualTo("linnet: the authority refuses: the token was used by node eu-7\n");
    assertThat(temp.resolve("second")).doesNotExist();
    assertThat(must("mesh", "token", "ls", mesh.toString()).out()).contains("USED", "eu-7");
  }

  @Test
  void nameThatTheTokenLeavesOpenIsSaidAndATokenIsTakenBack() {
    String home = temp.resolve("home").toString();
    String token = token("--region", "eu");
    assertThat(Ran.linnet("node", "join", token, home).err())
        .isEqualTo("linnet: the token is good for any name: say --name NODE\n");
    String named = token("--region", "eu", "--name", "eu-8");
    assertThat(Ran.linnet("node", "join", named, home, "--name", "eu-7").err())
        .isEqualTo("linnet: the token is for node eu-8, not for eu-7\n");
    for (String id : ids()) {
      must("mesh", "token", "rm", mesh.toString(), id);
    }
    Ran late = Ran.linnetWithInput(token + "\n", "node", "join", "-", home, "--name", "eu-7");
    assertThat(late.exitCode()).isEqualTo(4);
    assertThat(late.err()).contains("there is no such token");
    assertThat(must("mesh", "token", "ls", mesh.toString(), "-o", "json").out())
        .contains("\"tokens\": []");
    assertThat(temp.resolve("home")).doesNotExist();
  }

  private List<String> ids() {
    return must("mesh", "token", "ls", mesh.toString())
        .out()
        .lines()
        .skip(1)
        .map(line -> line.split(" ", 2)[0])
        .toList();
  }

  @Test
  void processEndsWhenItIsTold() {
    assertThat(serving.stop(PATIENCE)).isTrue();
    Ran ran =
        Ran.linnet(
            "node",
            "join",
            token("--region", "eu"),
            temp.resolve("home").toString(),
            "--name",
            "eu-7");
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err()).contains("nobody admits devices at " + address);
  }
}
