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
 * The configuration of a node, {@code node.yaml}. Keys, defaults and bounds are declared in {@link
 * NodeConfigFile} and the classes beside it.
 *
 * @param identity the files that say who it is
 * @param node who it is, by its certificate
 * @param region where it is, by its certificate
 * @param data the directory of facts and chunks
 * @param seeds mesh addresses of any other nodes; one that is up is enough to join
 * @param labels what plans select by, at most {@link #MAX_LABELS}
 * @param trial what the trial of a new version may take
 * @param transfer how chunks move to and from other nodes
 * @param probe what the owner asks whether all is well; null for nothing
 * @param postpone when the device is to be spared fetches and trials; null for never
 * @param log how the daemon's log is written
 * @param webhooks who is told of events
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
   * @param bind where it listens
   * @param advertise where other nodes reach it
   */
  public record Mesh(Address bind, Address advertise) {}

  /**
   * The ports for people and their programs.
   *
   * @param http REST, events, metrics and the dashboard
   * @param grpc inference and the operator's calls
   * @param access who may call them; beyond loopback with TLS and tokens alone
   */
  public record Api(Address http, Address grpc, AccessConfig access) {}

  /**
   * How models are run.
   *
   * @param threads threads of one inference
   * @param maxConcurrent inferences under way at once, running or waiting
   * @param maxRunning inferences of these that run
   * @param arena whether the runtime keeps memory between inferences
   * @param keepWarm whether the version before stays loaded
   * @param batching models whose requests are answered together, by name
   */
  public record Serving(
      int threads,
      int maxConcurrent,
      int maxRunning,
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
   * @param allow host names and addresses of origins that may be private ones
   * @param local directories that hold the files of origins, by the beginning of the origin's URL
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
