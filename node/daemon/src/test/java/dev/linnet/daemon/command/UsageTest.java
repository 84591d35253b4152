package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.config.NodeConfigSchema;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong command line gets: one line with the nearest right word, exit code 2. */
final class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          rollot                  | unknown command 'rollot' for linnet; did you mean 'rollout'? (help: `linnet --help`)
          zebra                   | unknown command 'zebra' for linnet; expected one of mesh, node, model, rollout, predict, feedback, events, completion (help: `linnet --help`)
          rollot --help           | unknown command 'rollot' for linnet; did you mean 'rollout'? (help: `linnet --help`)
          --help rollot           | unknown command 'rollot' for linnet; did you mean 'rollout'? (help: `linnet --help`)
          help rollot             | unknown command 'rollot' for linnet; did you mean 'rollout'? (help: `linnet --help`)
          rollot announce --help  | unknown command 'rollot' for linnet; did you mean 'rollout'? (help: `linnet --help`)
          mesh membres -h         | unknown command 'membres' for linnet mesh; did you mean 'members'? (help: `linnet mesh --help`)
          mesh                    | expected one of init, enroll, sign, token, serve-join, members, regions, doctor, export, trust, revoke, rotate, cosign, public-key, protect after `linnet mesh` (help: `linnet mesh --help`)
          mesh membres            | unknown command 'membres' for linnet mesh; did you mean 'members'? (help: `linnet mesh --help`)
          mesh members --apy a:1  | unknown option '--apy' for linnet mesh members; did you mean '--api'? (help: `linnet mesh members --help`)
          mesh members extra      | unexpected argument 'extra' for linnet mesh members (help: `linnet mesh members --help`)
          mesh members -o xml     | invalid value for option '--output': expected table, json or yaml, got 'xml' (help: `linnet mesh members --help`)
          mesh members --api host | invalid value for option '--api': address 'host': expected HOST:PORT (help: `linnet mesh members --help`)
          mesh members --api h:0  | invalid value for option '--api': address 'h:0': expected HOST:PORT with a port from 1 to 65535 (help: `linnet mesh members --help`)
          mesh members --api h:70000 | invalid value for option '--api': address 'h:70000': expected HOST:PORT with a port from 1 to 65535 (help: `linnet mesh members --help`)
          mesh members --api      | missing required parameter for option '--api' (HOST:PORT) (help: `linnet mesh members --help`)
          mesh init               | missing required options and parameters: '--name=MESH', 'DIR' (help: `linnet mesh init --help`)
          mesh enroll a b         | missing required option: '--region=R' (help: `linnet mesh enroll --help`)
          model rm                | expected --digest=HEX or NAME VERSION (help: `linnet model rm --help`)
          model rm 0123456789ab   | expected --digest=HEX or NAME VERSION (help: `linnet model rm --help`)
          model show m 1 --digest 0123 | expected --digest=HEX or NAME VERSION (help: `linnet model show --help`)
          model fetch --digest 0123 m | expected --digest=HEX or NAME VERSION (help: `linnet model fetch --help`)
          rollout announce p.yaml | missing required option: '--key=FILE' (help: `linnet rollout announce --help`)
          rollout status a --timeout 5 | invalid value for option '--timeout': '5' is not a duration; expected such as 500ms, 30s, 10m, 4h or 7d, at most 365d (help: `linnet rollout status --help`)
          rollout status a --timeout 0s | invalid value for option '--timeout': expected at least 1s, got '0s' (help: `linnet rollout status --help`)
          """)
  void wrongUsageGetsOneLine(String arguments, String expected) {
    Ran ran = Ran.linnet(arguments.split(" "));

    assertThat(ran.err()).isEqualTo("linnet: " + expected + "\n");
    assertThat(ran.out()).isEmpty();
    assertThat(ran.exitCode()).isEqualTo(2);
  }

  @Test
  void helpAndVersionAreData() {
    assertThat(Ran.linnet("--version").out()).startsWith("linnet ");
    assertThat(Ran.linnet("rollout", "announce", "--help").out())
        .contains("Sign a plan and announce it to the mesh.")
        .contains("--key");
    assertThat(Ran.linnet("completion", "bash").out()).contains("complete -F").contains("rollout");
  }

  @ParameterizedTest
  @CsvSource({"help, --help", "help mesh, mesh --help", "help mesh token ls, mesh token ls --help"})
  void helpIsACommandToo(String typed, String same) {
    Ran ran = Ran.linnet(typed.split(" "));

    assertThat(ran).isEqualTo(Ran.linnet(same.split(" ")));
    assertThat(ran.out()).startsWith("Usage: linnet");
  }

  @Test
  void theSchemaOfANodesConfigurationIsPrinted() {
    assertThat(Ran.linnet("node", "schema").out()).isEqualTo(NodeConfigSchema.text());
  }

  @Test
  void noNodeIsExitCode3() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Ran ran = Ran.linnet("mesh", "members", "--api", "127.0.0.1:" + port);

    assertThat(ran.err())
        .isEqualTo(
            "linnet: no node answers at 127.0.0.1:"
                + port
                + ": is `linnet node run` running there? use --api HOST:PORT\n");
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  @Test
  void aMeshIsMadeANodeEnrolledAndItsConfigurationChecked(@TempDir Path temp) throws IOException {
    Path mesh = temp.resolve("mesh");
    Ran init = Ran.linnet("mesh", "init", mesh.toString(), "--name", "birds");
    Ran again = Ran.linnet("mesh", "init", mesh.toString(), "--name", "birds");
    Ran enroll = enroll(mesh, "--region", "eu", "--label", "tier=edge", "--seed", "b:1");
    Ran twice = enroll(mesh, "--region", "eu");
    Ran seedless = Ran.linnet("mesh", "enroll", mesh.toString(), "eu-2", "--region", "eu");
    Ran misnamed = enroll(mesh, "--region", "Europe!");
    Path yaml = mesh.resolve("nodes/eu-1/node.yaml");
    String written = Files.readString(yaml);
    Files.writeString(yaml, written.replace("region: \"eu\"", "regoin: \"eu\""));
    Ran run = Ran.linnet("node", "run", "-c", yaml.toString());

    assertThat(init.exitCode()).isZero();
    assertThat(init.out()).isEqualTo(mesh + "\n");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(enroll.exitCode()).isZero();
    assertThat(enroll.out()).isEqualTo(mesh.resolve("nodes/eu-1") + "\n");
    assertThat(written).contains("\"tier\": \"edge\"").contains("- \"b:1\"");
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(enroll.err()).doesNotContain("seed");
    assertThat(seedless.exitCode()).isZero();
    assertThat(seedless.err()).startsWith("no --seed: name the mesh address of another node");
    assertThat(misnamed.exitCode()).isEqualTo(2);
    assertThat(misnamed.err()).startsWith("linnet: region name 'Europe!': expected 1 to 63");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("linnet: " + yaml + ":4:1: unknown key 'regoin'; did you mean 'region'?\n");
  }

  private static Ran enroll(Path mesh, String... options) {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "mesh";
    arguments[1] = "enroll";
    arguments[2] = mesh.toString();
    arguments[3] = "eu-1";
    System.arraycopy(options, 0, arguments, 4, options.length);
    return Ran.linnet(arguments);
  }
}
