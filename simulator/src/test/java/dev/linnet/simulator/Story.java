package dev.linnet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.health.Evidence;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Observation;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.TrustRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mesh that rolls out one model, a log of what its nodes ever began to serve, and a hand that
 * signs in anyone's name what a test wants to be said.
 */
final class Story {
  static final Duration LONG = Duration.ofMinutes(5);
  private static final ModelName MODEL = new ModelName("scenes");

  final SimulatedMesh mesh;
  private final List<Served> served = new ArrayList<>();

  /** A node began to serve a version. */
  record Served(long atNanos, String node, String region, String version) {}

  Story(SimulatedMesh mesh) {
    this.mesh = mesh;
    mesh.check(
        new SimulatedMesh.Checker() {
          @Override
          public void onServing(SimulatedNode node, Manifest manifest) {
            served.add(
                new Served(
                    mesh.nowNanos(),
                    node.peer().node().value(),
                    node.peer().region().value(),
                    manifest.version()));
          }
        });
  }

  /** All nodes are up and have met. */
  static Story of(SimulatedMesh mesh) {
    Story story = new Story(mesh);
    mesh.startAll().run(Duration.ofSeconds(5));
    return story;
  }

  /** Lets minutes go by, in which whatever may happen will. */
  void rest(int minutes) {
    mesh.run(Duration.ofMinutes(minutes));
  }

  /**
   * The whole mesh is switched off and comes back much later: ten nodes that idle for a month would
   * be a hundred million events in which nothing happens.
   */
  void sleep(Duration howLong) {
    List<SimulatedNode> asleep = upNodes();
    asleep.forEach(SimulatedNode::crash);
    mesh.run(howLong);
    asleep.forEach(SimulatedNode::start);
    mesh.run(Duration.ofSeconds(5));
  }

  /** Brings a good version to every node that is up, in one wave per region. */
  Digest proven(String at, String version, String... regions) {
    Digest rollout = announce(at, version, Quality.GOOD, plan(version, regions));
    assertThat(mesh.runUntil(LONG, () -> upNodes().stream().allMatch(n -> serves(n, version))))
        .as("version %s is served everywhere", version)
        .isTrue();
    assertThat(mesh.runUntil(LONG, () -> upNodes().stream().allMatch(n -> finished(n, rollout))))
        .as("every node knows that version %s is proven", version)
        .isTrue();
    return rollout;
  }

  Digest announce(String at, String version, Quality quality, Plan plan) {
    return mesh.announce(at, mesh.model(MODEL.value(), version, quality, null), plan);
  }

  /** What an operator signs for a plan that is drafted at a node, to be handed in by the test. */
  Envelope sign(String at, String version, Quality quality, Plan plan) {
    Manifest manifest = mesh.model(MODEL.value(), version, quality, null);
    mesh.node(at).push(manifest, ManifestJson.write(manifest));
    return sign(mesh.node(at).draft(plan));
  }

  Envelope sign(Announcement announcement) {
    return sign(announcement, mesh.trust().operator());
  }

  static Envelope sign(Announcement announcement, SimulatedKey by) {
    return Envelope.sign(Announcement.PAYLOAD_TYPE, AnnouncementJson.write(announcement), by);
  }

  /** A trust root that its authorities signed. */
  Fact.ByOperator signed(TrustRoot root) {
    return new Fact.ByOperator(mesh.trust().signed(root));
  }

  /** One wave for each region, in this order. */
  static Plan plan(String version, String... regions) {
    return plan(version, OnFailure.ROLLBACK_ALL, Duration.ofSeconds(3), regions);
  }

  static Plan plan(String version, OnFailure onFailure, Duration bake, String... regions) {
    return new Plan(
        MODEL,
        version,
        null,
        onFailure,
        Arrays.stream(regions).map(region -> wave(region, bake, region)).toList());
  }

  static Wave wave(String name, Duration bake, String... regions) {
    return new Wave(
        name,
        Arrays.stream(regions).map(RegionName::new).toList(),
        bake,
        20,
        Gate.defaults(),
        Share.TWO_THIRDS,
        3);
  }

  /** A vote in a juror's name, signed with its key, whatever the juror itself thinks. */
  Fact.ByNode vote(String juror, Digest rollout, int wave, long sequence, Ballot ballot) {
    SimulatedNode node = mesh.node(juror);
    NodeName name = node.peer().node();
    Vote vote =
        new Vote(SimulatedTrust.MESH, rollout, wave, sequence, ballot, "as a test", Evidence.NONE);
    return new Fact.ByNode(
        new NodeStatement(
            Envelope.sign(Vote.PAYLOAD_TYPE, vote.toPayload(), mesh.trust().keyOf(name)),
            mesh.trust().enrol(name, node.peer().region())));
  }

  /** A pulse for everyone in a juror's name, signed with its key. */
  Fact.ByNode pulse(String juror, Digest rollout, long sequence) {
    SimulatedNode node = mesh.node(juror);
    NodeName name = node.peer().node();
    Pulse pulse = new Pulse(SimulatedTrust.MESH, rollout, sequence, null, null);
    return new Fact.ByNode(
        new NodeStatement(
            Envelope.sign(Pulse.PAYLOAD_TYPE, pulse.toPayload(), mesh.trust().keyOf(name)),
            mesh.trust().enrol(name, node.peer().region())));
  }

  /** What some votes are said to prove; the nodes check whether they do. */
  static Fact.Certificate certificate(
      Digest rollout, int wave, String region, Outcome outcome, List<Fact.ByNode> votes) {
    return new Fact.Certificate(
        rollout,
        wave,
        new RegionName(region),
        outcome,
        votes.stream().map(Fact.ByNode::statement).toList());
  }

  /** The announcement of a rollout as a node holds it. */
  Fact announcementAt(String node, Digest rollout) {
    return mesh.node(node).factsOnDisk().values().stream()
        .filter(
            fact -> fact instanceof Fact.ByOperator word && word.envelope().id().equals(rollout))
        .findFirst()
        .orElseThrow(() -> new AssertionError(node + " does not hold " + rollout.brief()));
  }

  /** The certificate that a node holds of the first wave. */
  Fact certificateAt(String node, Digest rollout) {
    return mesh.node(node).factsOnDisk().values().stream()
        .filter(
            fact ->
                fact instanceof Fact.Certificate held
                    && held.rollout().equals(rollout)
                    && held.panel().wave() == 0)
        .findFirst()
        .orElseThrow(() -> new AssertionError(node + " holds no certificate"));
  }

  Fact.ByOperator control(Digest rollout, Action action, long sequence) {
    return control(rollout, action, sequence, null, null);
  }

  Fact.ByOperator control(
      Digest rollout,
      Action action,
      long sequence,
      @Nullable Integer wave,
      @Nullable String region) {
    return control(rollout, action, sequence, wave, region, mesh.trust().operator());
  }

  Fact.ByOperator control(Digest rollout, Action action, long sequence, SimulatedKey by) {
    return control(rollout, action, sequence, null, null, by);
  }

  private static Fact.ByOperator control(
      Digest rollout,
      Action action,
      long sequence,
      @Nullable Integer wave,
      @Nullable String region,
      SimulatedKey by) {
    Control control =
        new Control(
            SimulatedTrust.MESH,
            rollout,
            action,
            sequence,
            wave,
            region == null ? null : new RegionName(region),
            "as a test");
    return new Fact.ByOperator(Envelope.sign(Control.PAYLOAD_TYPE, control.toPayload(), by));
  }

  /** Hands facts to a node at once, as a message of one of its peers. */
  void tell(String from, String to, Fact... facts) {
    mesh.node(to)
        .receive(
            new Event.MessageReceived(
                new NodeName(from), new Message.FactsPushed(List.of(facts), 1)));
  }

  /** A version that serves at a node fails every one of its next hundred requests. */
  void fails(String node, Digest manifest) {
    Observation bad = new Observation(1_000_000_000L, 100, 100, 0, 0, 0, 1, 0);
    mesh.node(node).receive(new Event.Observed(MODEL, manifest, bad));
  }

  /** An operator hands a signed word in at a node. */
  void order(String at, Fact.ByOperator word) {
    assertThat(mesh.node(at).submit(word.envelope())).isEmpty();
  }

  void crash(String... nodes) {
    Arrays.stream(nodes).forEach(node -> mesh.node(node).crash());
  }

  void start(String... nodes) {
    Arrays.stream(nodes).forEach(node -> mesh.node(node).start());
  }

  /** A rollout as a node knows it. */
  Rollout rollout(String at, Digest rollout) {
    return knows(at, rollout)
        .orElseThrow(() -> new AssertionError(at + " does not know rollout " + rollout.brief()));
  }

  Optional<Rollout> knows(String at, Digest rollout) {
    return mesh.node(at).view().rollouts().stream()
        .filter(known -> known.id().equals(rollout))
        .findFirst();
  }

  /** The rollouts that a node alone still knows, since it may have to go back to them. */
  Set<Digest> leftBehind(String at) {
    return Objects.requireNonNull(mesh.node(at).view().courses().get(MODEL)).leftBehind();
  }

  /** All that a juror ever said of a rollout, as a node knows it. */
  Set<Ballot> ballots(String at, Digest rollout, int wave, String juror) {
    RegionName region = mesh.node(juror).peer().region();
    return Optional.ofNullable(rollout(at, rollout).votes().get(new Place(wave, region)))
        .map(votes -> votes.get(new NodeName(juror)))
        .map(EnumMap::keySet)
        .orElse(Set.of());
  }

  /** The verdict of a region, as a node knows it. */
  Optional<Outcome> verdict(String at, Digest rollout, int wave, String region) {
    return knows(at, rollout)
        .map(known -> known.verdicts().get(new Panel(wave, new RegionName(region), null)))
        .map(Rollout.Verdict::outcome);
  }

  /** What the nodes of a region serve now, one entry for each node that is up. */
  List<String> serving(String region) {
    return upNodes().stream()
        .filter(node -> node.peer().region().value().equals(region))
        .map(node -> node.serves(MODEL.value()).orElse("nothing"))
        .toList();
  }

  boolean allServe(String region, String version) {
    return serving(region).stream().allMatch(version::equals);
  }

  /** The versions that a node began to serve since a moment, in this order. */
  List<String> historyOf(String node, long sinceNanos) {
    return served.stream()
        .filter(entry -> entry.node().equals(node) && entry.atNanos() >= sinceNanos)
        .map(Served::version)
        .toList();
  }

  boolean everServed(String region, String version) {
    return served.stream()
        .anyMatch(entry -> entry.region().equals(region) && entry.version().equals(version));
  }

  /** Whether a person at this node was told something of this kind. */
  boolean told(String at, String kind) {
    return mesh.node(at).notices().stream().anyMatch(notice -> notice.kind().equals(kind));
  }

  List<SimulatedNode> upNodes() {
    return mesh.nodes().stream().filter(SimulatedNode::isUp).toList();
  }

  private static boolean serves(SimulatedNode node, String version) {
    return node.serves(MODEL.value()).filter(version::equals).isPresent();
  }

  private static boolean finished(SimulatedNode node, Digest rollout) {
    return node.view().rollouts().stream()
        .anyMatch(known -> known.id().equals(rollout) && known.finished());
  }
}
