package dev.linnet.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Testimony;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Ed25519;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A region whose eu-1 serves a new version first, and whose eu-2, eu-3 and eu-4 still run the one
 * before. Nobody keeps two versions loaded, so eu-1 cannot ask the one before itself.
 */
class WitnessTest {
  private static final Duration BEAT = Duration.ofMinutes(2);
  private static final Gate DRIFT =
      Gate.of("drift", "prediction.drift.ks", true, "> 0.1", Gate.Compare.BASELINE, 0.01);
  private static final Selector TENTH = new Selector(List.of(), new Share(1, 10));
  private static final Baseline QUARTERS =
      new Baseline(
          Baseline.Side.OUTPUT, "y", List.of(1.0, 2.0, 3.0), List.of(0.25, 0.25, 0.25, 0.25));
  private static final Sketch AS_EVER = new Sketch(List.of(2500L, 2500L, 2500L, 2500L));
  private static final Sketch FAR_OFF = new Sketch(List.of(8500L, 500L, 500L, 500L));
  private static final Sketch NOTHING = new Sketch(List.of(0L, 0L, 0L, 0L));
  private static final Manifest FIRST = TestManifests.manifest("1", List.of());
  private static final Manifest SECOND = TestManifests.manifest("2", List.of(QUARTERS));

  private final RecordedEffects effects = new RecordedEffects();
  private long nowNanos = Duration.ofHours(1).toNanos();

  @Test
  void driftThatNeighboursSeeTooWarnsAndBlamesNobody() {
    Story story = new Story("eu-1").servesSecond();
    story.rounds(FAR_OFF, FAR_OFF);
    assertThat(told("DRIFT"))
        .last()
        .asString()
        .startsWith("version 2 of scenes: gate drift sees drift that is not this version's")
        .endsWith("the version before 0.60 at neighbours");
    assertThat(told("ROLLOUT_FAILED_HERE")).isEmpty();
    assertThat(votes(story)).containsExactly("HEALTHY");
  }

  @Test
  void versionThatDriftsAloneIsBlamed() {
    Story story = new Story("eu-1").servesSecond();
    story.rounds(FAR_OFF, AS_EVER);
    assertThat(told("ROLLOUT_FAILED_HERE"))
        .containsExactly(
            "version 2 of scenes failed here: gate drift failed: prediction.drift.ks 0.60 of 20000,"
                + " limit 0.10, the version before 0.00 at neighbours");
    assertThat(votes(story)).containsExactly("UNHEALTHY");
    assertThat(effects.served).containsExactly(FIRST, SECOND, FIRST);
  }

  @Test
  void countsByOtherBinsAreToldOnceAndIgnored() {
    Story story = new Story("eu-1").servesSecond();
    for (long sequence = 1; sequence < 4; sequence++) {
      story.hear("eu-2", sequence, FIRST.digest(), new Sketch(List.of(1L, 2L, 3L)));
      story.observe(FAR_OFF);
    }
    assertThat(told("TESTIMONY_REFUSED"))
        .containsExactly(
            "version 2 of scenes: node eu-2 counts answers by other bins than the manifest has");
    assertThat(told("ROLLOUT_FAILED_HERE")).isEmpty();
  }

  @Test
  void whatAnotherVersionShowsSaysNothingOfTheOneBefore() {
    Story story = new Story("eu-1").servesSecond();
    for (int round = 0; round < 3; round++) {
      for (String neighbour : List.of("eu-2", "eu-3", "eu-4")) {
        story.hear(neighbour, round + 1, SECOND.digest(), times(AS_EVER, round));
      }
      story.observe(FAR_OFF);
    }
    assertThat(told("ROLLOUT_FAILED_HERE")).isEmpty();
    assertThat(told("DRIFT")).singleElement().asString().contains("nothing tells yet whose it is");
  }

  @Test
  void jurorThatStillRunsTheVersionBeforeCountsAndTells() {
    Story story = new Story("eu-2");
    assertThat(effects.witnessed).isEmpty();
    story.announceSecond();
    assertThat(effects.witnessed).containsExactly(SECOND);
    assertThat(story.said()).last().extracting(Pulse::testimony).isNull();
    for (int i = 0; i < 2; i++) {
      story.node.handle(
          nowNanos,
          new Event.Witnessed(TestPeople.MODEL, FIRST.digest(), SECOND.digest(), List.of(AS_EVER)),
          effects);
    }
    story.pass(BEAT);
    assertThat(story.said())
        .last()
        .extracting(Pulse::testimony)
        .isEqualTo(new Testimony(FIRST.digest(), List.of(times(AS_EVER, 2))));
  }

  private static Sketch times(Sketch sketch, long times) {
    return new Sketch(sketch.counts().stream().map(count -> count * times).toList());
  }

  private List<String> told(String kind) {
    return effects.told.stream()
        .filter(notice -> notice.kind().equals(kind))
        .map(Notice::sentence)
        .toList();
  }

  /** What eu-1 voted on the second version. */
  private List<String> votes(Story story) {
    String prefix = "rollout/" + story.second.hex() + "/vote/0/eu-1/";
    return effects.persisted.stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()))
        .toList();
  }

  /** One of the nodes, which serves the first version; proven by an operator's hand elsewhere. */
  private final class Story {
    private final String name;
    private final Node node;
    private Digest second = Digest.of(new byte[0]);

    Story(String name) {
      this.name = name;
      this.node =
          new Node(
              new NodeSetup(
                  new NodeName(name),
                  TestPeople.EU,
                  new Address("127.0.0.1", 7700),
                  new Profile(Map.of(), Map.of()),
                  TestPeople.trust().root(),
                  Ed25519.CHECK,
                  TestPeople.key(name),
                  TestPeople.record(name, TestPeople.EU, 1).statement().enrolment(),
                  GossipSettings.DEFAULT,
                  SwarmSettings.defaults(),
                  List.of(),
                  Map.of("caught-up", "true"),
                  List.of(ManifestJson.write(FIRST), ManifestJson.write(SECOND))),
              new SplittableRandom(1));
      tick();
      for (String peer : List.of("eu-1", "eu-2", "eu-3", "eu-4")) {
        if (!peer.equals(name)) {
          node.handle(
              nowNanos,
              new Event.PeerUp(
                  new Peer(new NodeName(peer), TestPeople.EU, new Address("127.0.0.1", 7700))),
              effects);
        }
      }
      for (Manifest manifest : List.of(FIRST, SECOND)) {
        BitSet all = new BitSet();
        all.set(0);
        node.handle(nowNanos, new Event.ChunksLocated(manifest.digest(), all), effects);
      }
      announce(1, FIRST, List.of(jury(0, name)));
      passTrial(FIRST);
      node.handle(nowNanos, new Event.ServingStarted(TestPeople.MODEL, FIRST.digest()), effects);
      tick();
    }

    void announceSecond() {
      second = announce(2, SECOND, List.of(jury(0, "eu-1"), jury(1, "eu-2", "eu-3", "eu-4")));
    }

    Story servesSecond() {
      announceSecond();
      passTrial(SECOND);
      node.handle(nowNanos, new Event.ServingStarted(TestPeople.MODEL, SECOND.digest()), effects);
      tick();
      assertThat(effects.served).containsExactly(FIRST, SECOND);
      return this;
    }

    /** Rounds in which everybody sees the same number of requests. */
    void rounds(Sketch own, Sketch neighbours) {
      for (int round = 0; round < 4; round++) {
        for (String neighbour : List.of("eu-2", "eu-3", "eu-4")) {
          hear(neighbour, round + 1, FIRST.digest(), times(neighbours, round));
        }
        observe(own);
        pass(BEAT);
      }
    }

    void hear(String neighbour, long sequence, Digest by, Sketch sketch) {
      Pulse pulse =
          new Pulse(
              TestPeople.MESH, second, sequence, null, null, new Testimony(by, List.of(sketch)));
      Fact fact = TestPeople.by(neighbour, TestPeople.EU, Pulse.PAYLOAD_TYPE, pulse.toPayload());
      node.handle(
          nowNanos,
          new Event.MessageReceived(
              new NodeName("eu-4"), new Message.FactsPushed(List.of(fact), 1)),
          effects);
    }

    void observe(Sketch own) {
      Observation seen =
          new Observation(
              1,
              own.total(),
              0,
              0,
              0,
              0,
              1,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              List.of(new Observation.Drift(own, NOTHING)));
      node.handle(nowNanos, new Event.Observed(TestPeople.MODEL, SECOND.digest(), seen), effects);
    }

    /** The pulses on the second version that this node pushed. */
    List<Pulse> said() {
      List<Pulse> said = new ArrayList<>();
      for (RecordedEffects.Sent sent : effects.sent) {
        if (sent.message() instanceof Message.FactsPushed pushed) {
          for (Fact fact : pushed.facts()) {
            if (fact instanceof Fact.ByNode by
                && by.statement().statement().payloadType().equals(Pulse.PAYLOAD_TYPE)) {
              said.add(Pulse.parse(by.statement().statement().payload()));
            }
          }
        }
      }
      return said;
    }

    private Jury jury(int wave, String... jurors) {
      TreeSet<NodeName> names = new TreeSet<>();
      List.of(jurors).forEach(juror -> names.add(new NodeName(juror)));
      return new Jury(wave, TestPeople.EU, names);
    }

    private Digest announce(long generation, Manifest manifest, List<Jury> juries) {
      List<Wave> waves =
          juries.stream()
              .map(
                  jury ->
                      new Wave(
                          "wave-" + jury.wave(),
                          List.of(TestPeople.EU),
                          jury.wave() + 1 < juries.size() ? TENTH : Selector.EVERYONE,
                          List.of(),
                          null,
                          Duration.ZERO,
                          0,
                          manifest.baselines().isEmpty() ? List.of() : List.of(DRIFT),
                          Share.TWO_THIRDS,
                          1))
              .toList();
      Fact.ByOperator announced =
          TestPeople.announce(
              new Announcement(
                  TestPeople.MESH,
                  new Plan(
                      TestPeople.MODEL,
                      manifest.version(),
                      null,
                      OnFailure.ROLLBACK_ALL,
                      null,
                      Duration.ofMinutes(10),
                      waves),
                  manifest.digest(),
                  0,
                  generation,
                  null,
                  null,
                  null,
                  Instant.parse("2026-01-01T00:00:00Z"),
                  Instant.parse("2100-01-01T00:00:00Z"),
                  juries));
      node.handle(nowNanos, new Event.FactSubmitted(1, announced.envelope()), effects);
      tick();
      return announced.envelope().id();
    }

    private void passTrial(Manifest manifest) {
      assertThat(effects.tried).as(name).last().isEqualTo(manifest);
      node.handle(nowNanos, new Event.TrialFinished(manifest.digest(), true, "passed"), effects);
    }

    /** Time goes on as a running process sees it. */
    void pass(Duration howLong) {
      for (long second = 0; second < howLong.toSeconds(); second++) {
        nowNanos += 1_000_000_000L;
        tick();
      }
    }

    private void tick() {
      long wallMillis =
          Instant.parse("2026-06-01T00:00:00Z").toEpochMilli() + nowNanos / 1_000_000L;
      node.handle(nowNanos, new Event.Ticked(wallMillis), effects);
    }
  }
}
