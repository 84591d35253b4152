package dev.linnet.simulator.result;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.Notice;
import dev.linnet.core.health.Observation;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.scenario.Followed;
import dev.linnet.simulator.scenario.ScenarioRun;
import dev.linnet.simulator.study.MessageSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Watches a run and counts. */
final class Recorder implements SimulatedMesh.Checker {
  private final ScenarioRun run;
  private final EventLog log;
  private final Map<Digest, OfVersion> versions = new HashMap<>();
  private final TreeMap<String, Long> bytesIntoRegion = new TreeMap<>();
  private final Set<String> verdictsSeen = new HashSet<>();
  private final Map<Judged, Verdict> verdicts = new HashMap<>();
  private final List<Moment> moments = new ArrayList<>();
  private long messages;
  private long messageBytes;
  private long wideMessageBytes;
  private long chunkBytes;
  private long wideChunkBytes;
  private long crashes;

  private record Judged(Digest rollout, Place place) {}

  /** What was first proven of a rollout where a wave is judged; what rolls back wins. */
  record Verdict(Outcome outcome, long atNanos) {}

  /** What a person would tell of the run. */
  record Moment(long atNanos, String words) {}

  /** What was seen of a version. */
  static final class OfVersion {
    final Map<String, Long> firstServedNanos = new TreeMap<>();
    final Map<String, Long> lastServedNanos = new TreeMap<>();
    final Set<String> serving = new TreeSet<>();
    long lastLeftNanos = Followed.NEVER;
    long rolledBackNanos = Followed.NEVER;
    long requests;
    long failures;
  }

  Recorder(ScenarioRun run, EventLog log) {
    this.run = run;
    this.log = log;
  }

  OfVersion of(Digest manifest) {
    return versions.computeIfAbsent(manifest, any -> new OfVersion());
  }

  void tell(String words) {
    moments.add(new Moment(run.nowNanos(), words));
    log.ofScenario(run.nowNanos(), words);
  }

  List<Moment> moments() {
    return moments;
  }

  Optional<Verdict> verdict(Digest rollout, Place place) {
    return Optional.ofNullable(verdicts.get(new Judged(rollout, place)));
  }

  /** What came into each region since the last call. */
  TreeMap<String, Long> takeBytes() {
    TreeMap<String, Long> taken = new TreeMap<>(bytesIntoRegion);
    bytesIntoRegion.clear();
    return taken;
  }

  Map<String, String> totals() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("messages", "" + messages);
    all.put("message_bytes", "" + messageBytes);
    all.put("wide_message_bytes", "" + wideMessageBytes);
    all.put("chunk_bytes", "" + chunkBytes);
    all.put("wide_chunk_bytes", "" + wideChunkBytes);
    all.put("crashes", "" + crashes);
    return all;
  }

  @Override
  public void onStarted(SimulatedNode node) {
    log.of(run.nowNanos(), node, "started", "");
  }

  @Override
  public void onCrashed(SimulatedNode node) {
    crashes++;
    versions.values().forEach(version -> left(version, node));
    log.of(run.nowNanos(), node, "died", "");
  }

  @Override
  public void onDiskLost(SimulatedNode node) {
    log.of(run.nowNanos(), node, "lost its disk", "");
  }

  @Override
  public void onSent(SimulatedNode node, Peer to, Message message) {
    long bytes = MessageSize.bytes(message);
    messages++;
    messageBytes += bytes;
    if (!node.peer().region().equals(to.region())) {
      wideMessageBytes += bytes;
      bytesIntoRegion.merge(to.region().value(), bytes, Long::sum);
    }
  }

  @Override
  public void onChunkFetched(SimulatedNode node, Source source, ChunkRef chunk) {
    chunkBytes += chunk.sizeBytes();
    boolean near =
        source instanceof Source.OfPeer given && given.peer().region().equals(node.peer().region());
    if (!near) {
      wideChunkBytes += chunk.sizeBytes();
      bytesIntoRegion.merge(node.peer().region().value(), (long) chunk.sizeBytes(), Long::sum);
    }
  }

  @Override
  public void onTaken(SimulatedNode node, Event event) {
    if (event instanceof Event.Observed observed) {
      Observation seen = observed.observation();
      OfVersion version = of(observed.manifest());
      version.requests += seen.requests();
      version.failures += seen.failures();
    }
  }

  @Override
  public void onPersisted(SimulatedNode node, String key, Fact fact) {
    if (fact instanceof Fact.Certificate certificate && verdictsSeen.add(key)) {
      log.ofRollout(
          run.nowNanos(),
          node,
          "verdict",
          certificate.rollout(),
          certificate.outcome() + " in " + certificate.panel().region());
      for (Followed each : run.rollouts()) {
        if (each.id().filter(certificate.rollout()::equals).isPresent()) {
          judged(each, certificate);
        }
      }
    }
  }

  private void judged(Followed rollout, Fact.Certificate certificate) {
    verdicts.merge(
        new Judged(certificate.rollout(), certificate.panel().place()),
        new Verdict(certificate.outcome(), run.nowNanos()),
        (before, now) -> now.outcome().compareTo(before.outcome()) > 0 ? now : before);
    moments.add(
        new Moment(
            run.nowNanos(),
            rollout.name() + ": " + certificate.outcome() + " by " + certificate.panel().words()));
    OfVersion version = of(rollout.manifest().digest());
    if (certificate.outcome() == Outcome.ROLLED_BACK && version.rolledBackNanos < 0) {
      version.rolledBackNanos = run.nowNanos();
    }
  }

  @Override
  public void onTrial(SimulatedNode node, Manifest manifest, boolean passes) {
    log.ofVersion(run.nowNanos(), node, "tries", manifest);
  }

  @Override
  public void onServing(SimulatedNode node, Manifest manifest) {
    List<OfVersion> others = new ArrayList<>();
    for (Followed each : run.rollouts()) {
      if (each.manifest().name().equals(manifest.name())
          && !each.manifest().digest().equals(manifest.digest())) {
        others.add(of(each.manifest().digest()));
      }
    }
    others.forEach(version -> left(version, node));
    OfVersion version = of(manifest.digest());
    String name = node.peer().node().value();
    version.serving.add(name);
    version.firstServedNanos.putIfAbsent(name, run.nowNanos());
    version.lastServedNanos.put(name, run.nowNanos());
    log.ofVersion(run.nowNanos(), node, "serves", manifest);
  }

  @Override
  public void onServingStopped(SimulatedNode node, ModelName model) {
    for (Followed each : run.rollouts()) {
      if (each.manifest().name().equals(model)) {
        left(of(each.manifest().digest()), node);
      }
    }
    log.of(run.nowNanos(), node, "is not ready", model.value());
  }

  private void left(OfVersion version, SimulatedNode node) {
    if (version.serving.remove(node.peer().node().value())) {
      version.lastLeftNanos = run.nowNanos();
    }
  }

  @Override
  public void onNotice(SimulatedNode node, Notice notice) {
    if (notice.severity() != Notice.Severity.INFO) {
      log.of(run.nowNanos(), node, "tells", notice.sentence());
    }
  }
}
