package dev.linnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Bytes;
import dev.linnet.daemon.access.AccessConfig;
import dev.linnet.daemon.events.LogFormat;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.daemon.probe.PostponeConfig;
import dev.linnet.daemon.probe.ProbeConfig;
import dev.linnet.daemon.serving.Batching;
import dev.linnet.daemon.transfer.Transfers;
import dev.linnet.daemon.trial.Sandbox;
import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.daemon.webhooks.WebhookConfig;
import dev.linnet.documents.DocumentException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeConfigTest {
  private final Path temp;
  private final Path file;

  NodeConfigTest(@TempDir Path temp) {
    this.temp = temp;
    file = temp.resolve("node.yaml");
  }

  @Test
  void whatEnrolmentWritesIsReadBack() {
    Clock clock = Clock.systemUTC();
    MeshAuthority.init(temp.resolve("mesh"), "birds", clock);
    EnrolOptions options =
        new EnrolOptions(
            new Address("edge-7.example", 7700),
            new Address("127.0.0.1", 8080),
            new Address("127.0.0.1", 8081),
            List.of(new Address("10.0.0.1", 7700), new Address("[fd00::1]", 7700)),
            "state \"x\"",
            Map.of("tier", "edge", "site", "no"));
    Path directory =
        MeshAuthority.enroll(
            temp.resolve("mesh"), new NodeName("eu-1"), new RegionName("eu"), options, clock);

    NodeConfig config = NodeConfig.load(directory.resolve("node.yaml"));

    assertThat(config.node().value()).isEqualTo("eu-1");
    assertThat(config.region().value()).isEqualTo("eu");
    assertThat(config.data()).isEqualTo(directory.toAbsolutePath().resolve("state \"x\""));
    assertThat(config.mesh().bind()).isEqualTo(new Address("0.0.0.0", 7700));
    assertThat(config.mesh().advertise()).isEqualTo(options.mesh());
    assertThat(config.seeds()).isEqualTo(options.seeds());
    assertThat(config.api())
        .isEqualTo(new NodeConfig.Api(options.http(), options.grpc(), AccessConfig.OPEN));
    assertThat(config.labels()).isEqualTo(options.labels());
    assertThat(
            IdentityFiles.load(config.identity(), config.node(), config.region(), clock.instant())
                .mesh())
        .isEqualTo("birds");
  }

  @Test
  void onlyThreeKeysAreRequired() throws IOException {
    NodeConfig config = load("node: a\nregion: eu\nmesh: {advertise: 'a.example:7700'}\n");

    assertThat(config.identity()).isEqualTo(IdentityPaths.in(temp.toAbsolutePath()));
    assertThat(config.data()).isEqualTo(temp.toAbsolutePath().resolve("data"));
    assertThat(config.mesh().bind()).isEqualTo(new Address("0.0.0.0", 7700));
    assertThat(config.seeds()).isEmpty();
    assertThat(config.api().http()).isEqualTo(new Address("127.0.0.1", 7780));
    assertThat(config.api().grpc()).isEqualTo(new Address("127.0.0.1", 7781));
    assertThat(config.serving().maxConcurrent()).isEqualTo(64);
    assertThat(config.serving().maxRunning())
        .isEqualTo(Runtime.getRuntime().availableProcessors() + 1);
    assertThat(config.serving().threads())
        .isEqualTo(Math.min(256, Runtime.getRuntime().availableProcessors()));
    assertThat(config.trial())
        .isEqualTo(new TrialConfig(Duration.ofMinutes(1), 4, 4, Sandbox.Rule.AUTO));
    assertThat(config.transfer()).isEqualTo(new Transfers(8, 0, 0));
    assertThat(config.probe()).isNull();
    assertThat(config.postpone()).isNull();
  }

  @Test
  void everyKeyIsRead() throws IOException {
    NodeConfig config =
        load(
            """
            node: a
            region: eu
            identity: {key: /etc/keys/a.key, trustRoot: ../root.json}
            data: /var/lib/linnet
            mesh: {bind: "10.1.1.1:7000"}
            seeds: ["b:7700"]
            api: {http: "localhost:1", grpc: "[::1]:2"}
            labels: {tier: edge, count: 3}
            serving:
              {threads: 2, maxConcurrent: 8, maxRunning: 4, arena: true, keepWarm: false,
               batching: {m: {maxBatch: 8, maxDelay: 3ms}, n: {maxBatch: 2}}}
            trial: {timeout: 90s, latencyRatio: 2.5, memoryRatio: off, sandbox: required}
            origin: {allow: [registry.lan], local: {"https://models.example/": stick}}
            transfer: {uploads: 2, sendRate: 512Ki, receiveRate: 10Mi}
            probe: {exec: [./check, --fast], http: "http://127.0.0.1:9/health", every: 10s}
            postpone: {battery: 20%, heat: 80, exec: [./well], every: 5s, sysfs: sys}
            """);

    assertThat(config.identity().key()).isEqualTo(Path.of("/etc/keys/a.key"));
    assertThat(config.identity().trustRoot())
        .isEqualTo(temp.toAbsolutePath().resolveSibling("root.json"));
    assertThat(config.mesh().advertise()).isEqualTo(new Address("10.1.1.1", 7000));
    assertThat(config.labels()).containsEntry("count", "3");
    assertThat(config.serving())
        .isEqualTo(
            new NodeConfig.Serving(
                2,
                8,
                4,
                true,
                false,
                Map.of(
                    "m", new Batching(8, Duration.ofMillis(3)),
                    "n", new Batching(2, Duration.ofMillis(1)))));
    assertThat(config.trial())
        .isEqualTo(
            new TrialConfig(
                Duration.ofSeconds(90), 2.5, Double.POSITIVE_INFINITY, Sandbox.Rule.REQUIRED));
    assertThat(config.probe())
        .isEqualTo(
            new ProbeConfig(
                List.of("./check", "--fast"),
                URI.create("http://127.0.0.1:9/health"),
                temp.toAbsolutePath(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5)));
    assertThat(config.postpone())
        .isEqualTo(
            new PostponeConfig(
                20,
                80,
                List.of("./well"),
                temp.toAbsolutePath().resolve("sys"),
                temp.toAbsolutePath(),
                Duration.ofSeconds(5)));
    assertThat(config.transfer()).isEqualTo(new Transfers(2, 512 << 10, 10 << 20));
    assertThat(config.origin().allow()).containsExactly("registry.lan");
    assertThat(config.origin().local().get("https://models.example/")).hasFileName("stick");
  }

  /** The text after {@code node} and {@code region}, and what is said about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          lables: {a: b}              | :3:1: unknown key 'lables'; did you mean 'labels'?
          zebra: 1                    | :3:1: unknown key 'zebra'; expected one of node, region, identity, data, mesh, seeds, api, labels, serving, trial, origin, transfer, probe, postpone, log, webhooks
          node: b                     | :3:1: key 'node' is there twice
          mesh: 7700                  | :3:7: mesh: expected a mapping of keys to values, got '7700'
          mesh: {}                    | :3:7: mesh: key 'advertise' is missing; other nodes cannot reach 0.0.0.0:7700, so name this host
          mesh: {bind: "a"}           | :3:14: mesh.bind: address 'a': expected HOST:PORT
          mesh: {bind: "a:0"}         | :3:14: mesh.bind: address 'a:0': expected HOST:PORT with a port from 1 to 65535
          mesh: {bind: "a:70000"}     | :3:14: mesh.bind: address 'a:70000': expected HOST:PORT with a port from 1 to 65535
          mesh: {advertise: "0.0.0.0:7"} | :3:19: mesh.advertise: 0.0.0.0:7 is no address that other nodes can reach; name this host
          mesh: {advertise: "a:7", advertize: "a:8"} | :3:26: mesh: unknown key 'advertize'; did you mean 'advertise'?
          mesh: {advertise: "a:7", <<: {}} | :3:26: mesh: unknown key '<<'; expected one of bind, advertise
          seeds: "a:7700"             | :3:8: seeds: expected a list, got 'a:7700'
          seeds: [a:7700, {}]         | :3:17: seeds[1]: expected a text, got a mapping
          api: {http: "0.0.0.0:7780"} | :3:13: api.http: 0.0.0.0:7780 is not a loopback address, which takes TLS and tokens: say tls: true and tokens: true beside it, or bind it to 127.0.0.1
          api: {grpc: "10.0.0.7:7781", tls: true} | :3:13: api.grpc: 10.0.0.7:7781 is not a loopback address, which takes TLS and tokens: say tls: true and tokens: true beside it, or bind it to 127.0.0.1
          api: {tokens: true, http: "[::]:80"} | :3:27: api.http: [::]:80 is not a loopback address, which takes TLS and tokens: say tls: true and tokens: true beside it, or bind it to 127.0.0.1
          api: {tls: true, key: a.key} | :3:6: api: certificate and key belong together, and one is missing
          api: {certificate: a.crt, key: a.key} | :3:6: api: certificate and key are for TLS; say tls: true beside them
          api: {tls: certain}         | :3:12: api.tls: expected true or false, got 'certain'
          api: {names: ["a.example:7780"]} | :3:15: api.names[0]: expected a host's name or address without a port, got 'a.example:7780'
          api: {grpc: "127.0.0.1:7780"} | :3:6: api: http and grpc both have port 7780; give each its own
          labels: [a]                 | :3:9: labels: expected a mapping of keys to values, got a list
          labels: {a: }               | :3:12: labels.a: expected a text, got nothing
          data: ""                    | :3:7: data: expected a path, got nothing
          data: [x]                   | :3:7: data: expected a text, got a list
          serving: {threads: 0}       | :3:20: serving.threads: expected a whole number from 1 to 256, got 0
          serving: {threads: two}     | :3:20: serving.threads: expected a whole number from 1 to 256, got 'two'
          trial: {timeout: 5}         | :3:18: trial.timeout: '5' is not a duration; expected such as 500ms, 30s, 10m, 4h or 7d, at most 365d
          serving: {keepWarm: maybe}  | :3:21: serving.keepWarm: expected true or false, got 'maybe'
          serving: {batching: {m: {}}} | :3:25: serving.batching.m: key 'maxBatch' is missing
          serving: {batching: {m: {maxBatch: 1}}} | :3:36: serving.batching.m.maxBatch: expected a whole number from 2 to 4096, got 1
          serving: {batching: {m: {maxBatch: 2, maxDelay: 2s}}} | :3:49: serving.batching.m.maxDelay: expected 0s to 1s, got 2s
          transfer: {uploads: 0}      | :3:21: transfer.uploads: expected a whole number from 1 to 256, got 0
          transfer: {sendRate: fast}  | :3:22: transfer.sendRate: 'fast' is not a number of bytes; expected such as 1048576, 512Ki or 10Mi
          transfer: {receiveRate: 1Ki} | :3:25: transfer.receiveRate: expected at least 64Ki bytes a second, got 1Ki
          probe: {}                   | :3:8: probe: expected exec or http: what to ask
          probe: {exec: check}        | :3:15: probe.exec: expected a list, got 'check'
          probe: {exec: []}           | :3:15: probe.exec: expected a command and its arguments, such as [/usr/local/bin/check, --fast]
          probe: {http: "file:///etc/passwd"} | :3:15: probe.http: 'file:///etc/passwd': expected http://HOST/PATH or https://HOST/PATH without user and password
          probe: {http: "http://u:p@h/"} | :3:15: probe.http: 'http://u:p@h/': expected http://HOST/PATH or https://HOST/PATH without user and password
          probe: {exec: [a], every: 10ms} | :3:27: probe.every: expected 1s to 1h, got 10ms
          probe: {exec: [a], timeout: 1h} | :3:29: probe.timeout: expected 100ms to 10m, got 1h
          postpone: {}                | :3:11: postpone: expected battery, heat or exec: what to look at
          postpone: {battery: 0}      | :3:21: postpone.battery: expected above 0 and at most 100%, got 0
          postpone: {battery: 20}     | :3:21: postpone.battery: '20' is not a share from 0 to 1; expected such as 10%, 0.10 or 1/10
          postpone: {heat: 900}       | :3:18: postpone.heat: expected a whole number from 1 to 200, got 900
          postpone: {heat: 80, every: 1ms} | :3:29: postpone.every: expected 1s to 1h, got 1ms
          trial: {latencyRatio: 0.5}  | :3:23: trial.latencyRatio: expected 1 to 1000, or off, got 0.5
          trial: {memoryRatio: none}  | :3:22: trial.memoryRatio: expected a number, got 'none'
          trial: {timeout: 2h}        | :3:18: trial.timeout: expected 1s to 1h, got 2h
          trial: {sandbox: "on"}      | :3:18: trial.sandbox: expected auto or required or off, got 'on'
          labels: &x {a: b}           | :3:9: labels: anchors and aliases are not supported; write the value out
          labels: *x                  | :3:9: not YAML: found undefined alias x
          """)
  void badKeysAreNamedWithTheirPlace(String line, String expected) throws IOException {
    String rest = line.startsWith("mesh") ? "" : "\nmesh: {advertise: 'a:7700'}";
    assertRefused("node: a\nregion: eu\n" + line + rest + "\n", expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          region: eu           | :1:1: key 'node' is missing
          node: Not A Name     | :1:7: node: node name 'Not A Name': expected 1 to 63 of a-z, 0-9, '.', '_' and '-', starting and ending with a letter or digit
          [a, b                | :2:1: not YAML: expected ',' or ']', but got <stream end>
          - a                  | :1:1: expected a mapping of keys to values, got a list
          just text            | :1:1: expected a mapping of keys to values, got 'just text'
          ''                   | : is empty; expected a document
          """)
  void whatIsNoConfigurationIsRefused(String text, String expected) throws IOException {
    String document = text.equals("''") ? "" : text + "\nregion: eu";
    if (text.startsWith("[") || text.startsWith("-") || text.startsWith("just")) {
      document = text + "\n";
    } else if (text.startsWith("region")) {
      document = text + "\nmesh: {advertise: 'a:7700'}\n";
    }
    assertRefused(document, expected);
  }

  @Test
  void entriesBeyondTheMostAreRefused() {
    String node = "node: a\nregion: eu\nmesh: {advertise: 'a:7700'}\n";
    String labels =
        IntStream.range(0, 65).mapToObj(i -> "l" + i + ": x").collect(Collectors.joining(", "));

    assertRefused(
        node + "labels: {" + labels + "}\n", ":4:9: labels: expected at most 64 labels, got 65");
    assertRefused(
        node + "webhooks: [" + "{url: 'http://a/'},".repeat(9) + "]\n",
        ":4:11: webhooks: expected at most 8 webhooks, got 9");
    assertRefused(
        "node: a\nregion: eu\n",
        ":1:1: key 'mesh' is missing; expected at least `mesh: {advertise: HOST:PORT}`, where other"
            + " nodes reach this one");
  }

  /** Beyond loopback, callers may use each name that the node has itself. */
  @Test
  void callersKnowANodeByEachOfItsNames() throws IOException {
    String node = "node: a\nregion: eu\nmesh: {advertise: 'a.example:7700'}\n";
    NodeConfig open = load(node + "api: {names: [c.example]}\n");
    NodeConfig guarded =
        load(
            node
                + "api: {http: 'b.example:80', grpc: '0.0.0.0:81', tls: true, tokens: true, names:"
                + " [c.example]}\n");

    assertThat(open.api().access().names()).containsExactly("c.example");
    assertThat(guarded.api().access().names())
        .containsExactlyInAnyOrder("a.example", "b.example", "c.example", "node.linnet");
    assertThat(guarded.api().access().tokens()).hasFileName("api-tokens");
  }

  @Test
  void webhooksAreSignedByASecretOfTheirOwner() throws IOException {
    Path secret = temp.resolve("hook.secret");
    Files.writeString(secret, "whsec_" + "QUJD".repeat(8) + "\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    String node = "node: a\nregion: eu\nmesh: {advertise: 'a.example:7700'}\nwebhooks:\n";

    NodeConfig config =
        load(
            node
                + "  - {url: 'https://ops.example/hook', secret: hook.secret}\n"
                + "  - {url: 'http://127.0.0.1:9/x', kinds: [DRIFT, STORE_FULL]}\nlog: json\n");

    assertThat(config.webhooks())
        .containsExactly(
            new WebhookConfig(
                URI.create("https://ops.example/hook"),
                Bytes.utf8("ABC".repeat(8)),
                Set.of("VERDICT")),
            new WebhookConfig(
                URI.create("http://127.0.0.1:9/x"), null, Set.of("DRIFT", "STORE_FULL")));
    assertThat(config.webhooks().get(0)).asString().doesNotContain("ABC");
    assertThat(config.log()).isEqualTo(LogFormat.JSON);
    assertRefused(
        node + "  - {url: here}\n",
        ":5:11: webhooks[0].url: 'here': expected http://HOST/PATH or https://HOST/PATH without"
            + " user and password");
    assertRefused(
        node + "  - {url: 'http://a/', kinds: [verdict]}\n",
        ":5:32: webhooks[0].kinds[0]: expected a kind of event such as VERDICT, got 'verdict'");
    assertRefused(
        "node: a\nregion: eu\nlog: xml\nmesh: {advertise: 'a:1'}\n",
        ":3:6: log: expected text or json, got 'xml'");
  }

  @Test
  void tabsDeepNestingHugeFilesAndDirectoriesAreRefused() throws IOException {
    assertRefused("node: a\nmesh:\n\tbind: x\n", ":3:1: a tab cannot indent YAML; use spaces");
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> load("a: " + "[".repeat(60_000) + "]".repeat(60_000)))
        .withMessageContaining("nest");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(100L << 20);
    }
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> NodeConfig.load(file))
        .withMessage(file + ": larger than 1 MiB");
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> NodeConfig.load(temp))
        .withMessageStartingWith(temp + ": is a directory");
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> NodeConfig.load(temp.resolve("none.yaml")))
        .withMessageStartingWith(temp.resolve("none.yaml") + ": no such file");
  }

  private NodeConfig load(String yaml) throws IOException {
    Files.writeString(file, yaml);
    return NodeConfig.load(file);
  }

  private void assertRefused(String yaml, String expected) {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> load(yaml))
        .withMessage(file + expected);
  }
}
