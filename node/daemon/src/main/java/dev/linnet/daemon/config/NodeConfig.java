package dev.linnet.daemon.config;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.access.AccessConfig;
import dev.linnet.daemon.events.LogFormat;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.probe.PostponeConfig;
import dev.linnet.daemon.probe.ProbeConfig;
import dev.linnet.daemon.serving.Batching;
import dev.linnet.daemon.transfer.Transfers;
import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.daemon.webhooks.WebhookConfig;
import dev.linnet.documents.YamlReader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a node, {@code node.yaml}. Paths in the file are relative to the file.
 *
 * @param identity keys {@code identity.*}; default: the files that enrolment wrote, beside {@code
 *     node.yaml}
 * @param node who this node is; required, and must be the name in its certificate
 * @param region where it is; required, and must be the region in its certificate
 * @param data the directory of facts and chunks, made if it is missing; default {@code data}
 * @param seeds mesh addresses of any other nodes, in any region; one that is up is enough to join.
 *     Default none, which only the first node of a mesh can do with
 * @param labels what plans select by, at most {@link #MAX_LABELS}; default none
 * @param trial how long the trial of a new version may take, 1 s to 1 h, default 60 s: too short
 *     fails large models on slow disks; and how much more than the version before it may take
 * @param transfer how chunks move to and from other nodes; default eight uploads and no caps
 * @param probe what the owner asks whether all is well; default nothing
 * @param log how the daemon's log is written; default for people
 * @param webhooks who is told of events; default nobody
 * @param postpone when the device is to be spared fetches and trials; default never
 */
public record NodeConfig(
    IdentityPaths identity,
    NodeName node,
    RegionName region,
    Path data,
    Mesh mesh,
    List<Address> seeds,
    Api api,
    Map<String, String> labels,
    Serving serving,
    TrialConfig trial,
    Origin origin,
    Transfers transfer,
    @Nullable ProbeConfig probe,
    @Nullable PostponeConfig postpone,
    LogFormat log,
    List<WebhookConfig> webhooks) {
  /** The most labels of a node: they travel with its profile. */
  public static final int MAX_LABELS = 64;

  /**
   * The mesh port (TLS, both sides with certificates).
   *
   * @param bind where it listens; default {@code 0.0.0.0:7700}
   * @param advertise where other nodes reach it; default {@code bind}, unless that is a wildcard
   *     address, which nobody can reach
   */
  public record Mesh(Address bind, Address advertise) {}

  /**
   * The ports for people and their programs.
   *
   * @param http REST, events, metrics and the dashboard; default {@code 127.0.0.1:7780}
   * @param grpc inference and the operator's calls; default {@code 127.0.0.1:7781}
   * @param access who may call them; beyond loopback with TLS and tokens alone
   */
  public record Api(Address http, Address grpc, AccessConfig access) {}

  /**
   * How models are run.
   *
   * @param threads threads of one inference, 1 to 256; default the number of processors. More lower
   *     latency while processors are idle and raise it when they are not
   * @param maxConcurrent inferences under way at once, running or waiting, 1 to 10,000; default 64.
   *     One more is refused as exhausted; each holds its inputs and outputs in memory
   * @param arena whether the runtime keeps memory between inferences; default no. It answers faster
   *     and never gives the memory back
   * @param keepWarm whether the version before stays loaded; default yes. Without it nothing is
   *     compared, and going back takes a load
   * @param batching models whose requests are answered together, by name; default none
   */
  public record Serving(
      int threads,
      int maxConcurrent,
      boolean arena,
      boolean keepWarm,
      Map<String, Batching> batching) {
    public Serving {
      batching = Collections.unmodifiableMap(new TreeMap<>(batching));
    }
  }

  /**
   * Where chunks may come from besides peers.
   *
   * @param allow host names and addresses of origins that may be private ones; default none
   * @param local directories that hold the files of origins, by the beginning of the origin's URL;
   *     default none
   */
  public record Origin(Set<String> allow, SortedMap<String, Path> local) {
    public Origin {
      allow = Set.copyOf(allow);
      local = Collections.unmodifiableSortedMap(new TreeMap<>(local));
    }
  }

  public NodeConfig {
    seeds = List.copyOf(seeds);
    webhooks = List.copyOf(webhooks);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /**
   * Reads {@code node.yaml}.
   *
   * @throws dev.linnet.daemon.UserError with file, line and column, if anything in it is wrong
   */
  public static NodeConfig load(Path file) {
    return NodeConfigFile.read(
        YamlReader.load("node configuration, as `linnet mesh enroll` writes it", file), file);
  }
}
