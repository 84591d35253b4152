package dev.linnet.daemon.config;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.config.NodeConfig.Api;
import dev.linnet.daemon.config.NodeConfig.Mesh;
import dev.linnet.daemon.config.NodeConfig.Origin;
import dev.linnet.daemon.config.NodeConfig.Serving;
import dev.linnet.daemon.events.LogFormat;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.probe.PostponeConfig;
import dev.linnet.daemon.probe.ProbeConfig;
import dev.linnet.daemon.transfer.Transfers;
import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.daemon.webhooks.WebhookConfig;
import dev.linnet.documents.YamlNode;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/** The keys of {@code node.yaml}, and the configuration that they make. */
final class NodeConfigFile {
  private static final Key<NodeName> NODE =
      Key.required(
          "node", Kind.parsed("name", NodeName::new), "who this node is, as in its certificate");

  private static final Key<RegionName> REGION =
      Key.required(
          "region", Kind.parsed("name", RegionName::new), "where it is, as in its certificate");

  private static final Key<IdentityPaths> IDENTITY =
      Key.group("identity", IdentityKeys.KIND, "files that enrolment wrote, PEM or signed JSON");

  private static final Key<Path> DATA =
      Key.of(
          "data",
          Kind.PATH,
          "data",
          "directory of facts, chunks and the event log; made if it is missing");

  private static final Key<Mesh> MESH =
      Key.required(
          "mesh", MeshKeys.KIND, "the port for other nodes: TLS with certificates on both sides");

  private static final Key<List<Address>> SEEDS =
      Key.ofMany(
          "seeds",
          Kind.ADDRESS.list("`HOST:PORT`"),
          "[]",
          "mesh addresses of any other nodes, in any region; one that is up is enough, and only"
              + " the first node of a mesh does without");

  private static final Key<Api> API =
      Key.group("api", ApiKeys.KIND, "the ports for people and their programs");

  private static final Key<SortedMap<String, String>> LABELS =
      Key.ofMany(
          "labels",
          Kind.TEXT.unquoted().named("NAME").upTo(NodeConfig.MAX_LABELS, "labels"),
          "{}",
          "what plans select nodes by");

  private static final Key<Serving> SERVING =
      Key.group("serving", ServingKeys.KIND, "how models are run");

  private static final Key<TrialConfig> TRIAL =
      Key.group("trial", TrialKeys.KIND, "what the trial of a new version may take");

  private static final Key<Origin> ORIGIN =
      Key.group("origin", OriginKeys.KIND, "where chunks may come from besides other nodes");

  private static final Key<Transfers> TRANSFER =
      Key.group("transfer", TransferKeys.KIND, "how chunks move to and from other nodes");

  private static final Key<ProbeConfig> PROBE =
      Key.optional("probe", ProbeKeys.KIND, "your own word on what serves: `exec`, `http` or both");

  private static final Key<PostponeConfig> POSTPONE =
      Key.optional(
          "postpone",
          PostponeKeys.KIND,
          "when this device is to be spared fetches and trials: one or more of `battery`, `heat`"
              + " and `exec`");

  private static final Key<LogFormat> LOG =
      Key.of(
          "log",
          Kind.choice(LogFormat.class),
          "text",
          "how the daemon's log is written: in lines for people, or an object a line for programs");

  private static final Key<List<WebhookConfig>> WEBHOOKS =
      Key.ofMany("webhooks", WebhookKeys.KIND, "[]", "who is told of events");

  static final Kind<NodeConfig> KIND =
      Kind.mapping(
          NodeConfigFile::made,
          NODE,
          REGION,
          IDENTITY,
          DATA,
          MESH,
          SEEDS,
          API,
          LABELS,
          SERVING,
          TRIAL,
          ORIGIN,
          TRANSFER,
          PROBE,
          POSTPONE,
          LOG,
          WEBHOOKS);

  private NodeConfigFile() {}

  static NodeConfig read(YamlNode document, Path file) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    return KIND.reading().apply(document, directory == null ? file : directory);
  }

  private static NodeConfig made(Values values) {
    NodeName node = values.get(NODE);
    RegionName region = values.get(REGION);
    Mesh mesh = mesh(values);
    return new NodeConfig(
        values.get(IDENTITY),
        node,
        region,
        values.get(DATA),
        mesh,
        values.get(SEEDS),
        ApiKeys.at(mesh, values.get(API)),
        values.get(LABELS),
        values.get(SERVING),
        values.get(TRIAL),
        values.get(ORIGIN),
        values.get(TRANSFER),
        values.find(PROBE).orElse(null),
        values.find(POSTPONE).orElse(null),
        values.get(LOG),
        values.get(WEBHOOKS));
  }

  private static Mesh mesh(Values values) {
    return values
        .find(MESH)
        .orElseThrow(
            () ->
                values.error(
                    "key 'mesh' is missing; expected at least `mesh: {advertise: HOST:PORT}`,"
                        + " where other nodes reach this one"));
  }
}
