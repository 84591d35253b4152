package dev.linnet.simulator.rehearse;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.health.Observation;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.swarm.Source;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.scenario.Followed;
import dev.linnet.simulator.scenario.ScenarioRun;
import dev.linnet.simulator.study.MessageSize;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Watches the rollout that is tried, from its announcement on. */
final class Watch implements SimulatedMesh.Checker {
  private final ScenarioRun run;
  private final Followed tried;
  private final Set<NodeName> serving = new TreeSet<>();
  private final Set<NodeName> upSinceAnnounced = new HashSet<>();

  /** When each node first served the version. */
  final Map<Peer, Long> firstServedNanos =
      new TreeMap<>((one, other) -> one.node().compareTo(other.node()));

  /** When the whole jury of a region promoted it, by wave. */
  final Map<RegionName, TreeMap<Integer, Long>> promotedNanos = new TreeMap<>();

  boolean rolledBack;
  long lastLeftNanos = Followed.NEVER;
  long answers;
  long wrongAnswers;
  long wideChunkBytes;
  long wideMessageBytes;

  Watch(ScenarioRun run, Followed tried) {
    this.run = run;
    this.tried = tried;
  }

  boolean isGone() {
    return serving.isEmpty();
  }

  /**
   * The regions in which a node never served it that the plan selects. One that was not up at any
   * time since the announcement is not waited for.
   */
  Set<RegionName> unfinished() {
    Set<RegionName> regions = new TreeSet<>();
    tried
        .announcement()
        .ifPresent(
            announced -> {
              for (SimulatedNode node : run.mesh().nodes()) {
                if (announced.waveOf(node.self()).isPresent()
                    && upSinceAnnounced.contains(node.peer().node())
                    && !firstServedNanos.containsKey(node.peer())) {
                  regions.add(node.peer().region());
                }
              }
            });
    return regions;
  }

  private boolean isAnnounced() {
    return tried.announcedNanos() != Followed.NEVER;
  }

  @Override
  public void onSent(SimulatedNode node, Peer to, Message message) {
    if (isAnnounced() && !node.peer().region().equals(to.region())) {
      wideMessageBytes += MessageSize.bytes(message);
    }
  }

  @Override
  public void onChunkFetched(SimulatedNode node, Source source, ChunkRef chunk) {
    boolean near =
        source instanceof Source.OfPeer given && given.peer().region().equals(node.peer().region());
    if (isAnnounced() && !near) {
      wideChunkBytes += chunk.sizeBytes();
    }
  }

  @Override
  public void onTaken(SimulatedNode node, Event event) {
    if (isAnnounced()) {
      upSinceAnnounced.add(node.peer().node());
    }
    if (event instanceof Event.Observed observed
        && observed.manifest().equals(tried.manifest().digest())
        && serving.contains(node.peer().node())) {
      Observation seen = observed.observation();
      answers += seen.requests();
      wrongAnswers += Math.min(seen.requests(), seen.failures() + seen.disagreed());
    }
  }

  @Override
  public void onPersisted(SimulatedNode node, String key, Fact fact) {
    if (fact instanceof Fact.Certificate certificate
        && tried.id().filter(certificate.rollout()::equals).isPresent()) {
      if (certificate.outcome() == Outcome.ROLLED_BACK) {
        rolledBack = true;
      } else if (certificate.panel().deviceClass() == null) {
        promotedNanos
            .computeIfAbsent(certificate.panel().region(), any -> new TreeMap<>())
            .putIfAbsent(certificate.panel().wave(), run.nowNanos());
      }
    }
  }

  @Override
  public void onServing(SimulatedNode node, Manifest manifest) {
    if (manifest.equals(tried.manifest())) {
      serving.add(node.peer().node());
      firstServedNanos.putIfAbsent(node.peer(), run.nowNanos());
    } else if (manifest.name().equals(tried.manifest().name())) {
      left(node);
    }
  }

  @Override
  public void onServingStopped(SimulatedNode node, ModelName model) {
    if (model.equals(tried.manifest().name())) {
      left(node);
    }
  }

  @Override
  public void onCrashed(SimulatedNode node) {
    left(node);
  }

  private void left(SimulatedNode node) {
    if (serving.remove(node.peer().node())) {
      lastLeftNanos = run.nowNanos();
    }
  }
}
