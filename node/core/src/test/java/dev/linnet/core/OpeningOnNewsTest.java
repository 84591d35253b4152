package dev.linnet.core;

import static dev.linnet.core.TestManifests.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.Decision.Reason;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Pulse.Objection;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.NodeStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** na-1, a node of the second wave, when everything but fresh news admits the opening. */
class OpeningOnNewsTest {
  private static final RegionName EU = TestPeople.EU;
  private static final RegionName NA = TestPeople.NA;
  private static final long START_MILLIS = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();

  private static final Manifest MANIFEST = manifest("1");

  private final Fact.ByOperator announced = TestPeople.announce(announcement());
  private final Digest rollout = announced.envelope().id();
  private final RecordedEffects effects = new RecordedEffects();
  private Node node = node(Map.of("caught-up", "true"));
  private long nowNanos = Duration.ofHours(1).toNanos();
  private long wallMillis = START_MILLIS;

  @BeforeEach
  void euHasPromoted() {
    tick();
    for (String peer : List.of("eu-1", "eu-2", "eu-3")) {
      node.handle(nowNanos, new Event.PeerUp(peer(peer, EU)), effects);
    }
    for (String peer : List.of("na-2", "na-3")) {
      node.handle(nowNanos, new Event.PeerUp(peer(peer, NA)), effects);
    }
    push(announced, promotedInEu());
  }

  @Test
  void nodeThatHeardNobodyAsksAndDoesNotOpen() {
    assertThat(cause()).isEqualTo(Cause.STALE);
    assertThat(effects.asked()).contains("eu-1", "na-2");
  }

  @Test
  void nodeOpensOnAnswersToItsOwnQuestions() {
    answer("na-2", NA, null);
    answer("eu-1", EU, null);
    assertThat(cause()).isEqualTo(Cause.STALE);
    answer("eu-2", EU, null);
    assertThat(cause()).isEqualTo(Cause.OPENS);
  }

  @Test
  void answerThatWasGivenToAnotherNodeIsNone() {
    answer("na-2", NA, null);
    for (String juror : List.of("eu-1", "eu-2")) {
      give(juror, EU, new Pulse.Answer(new NodeName("na-2"), effects.nonceFor(juror)), null);
      give(juror, EU, new Pulse.Answer(new NodeName("na-1"), 7), null);
    }
    assertThat(cause()).isEqualTo(Cause.STALE);
  }

  @Test
  void objectionWithoutItsProofIsNoNewsAndTheProofIsFetched() {
    answer("na-2", NA, null);
    answer("eu-1", EU, null);
    effects.sent.clear();
    answer("eu-2", EU, new Objection(new Panel(0, EU, null)));
    assertThat(cause()).isEqualTo(Cause.STALE);
    assertThat(effects.sent)
        .anySatisfy(
            sent -> {
              assertThat(sent.to()).isEqualTo("eu-2");
              assertThat(sent.message()).isInstanceOf(Message.SummaryOffered.class);
            });
  }

  @Test
  void pulsesRenewWhatAnswersBeganAndReplaysDoNot() {
    opensOnAnswers();
    List<Fact.ByNode> pulses =
        List.of(pulse("na-2", NA, 1), pulse("eu-1", EU, 1), pulse("eu-2", EU, 1));
    pass(Duration.ofMinutes(9));
    pulses.forEach(this::push);
    pass(Duration.ofMinutes(9));
    assertThat(cause()).isEqualTo(Cause.OPENS);
    pulses.forEach(this::push);
    pass(Duration.ofMinutes(2));
    assertThat(cause()).isEqualTo(Cause.STALE);
    pulses.forEach(this::push);
    assertThat(cause()).isEqualTo(Cause.STALE);
    assertThat(sentence()).isEqualTo("last news from na: 11 min ago");
  }

  @Test
  void anEarlierPulseSaidAgainAfterALaterOneRenewsNothing() {
    opensOnAnswers();
    List<String> jurors = List.of("na-2", "eu-1", "eu-2");
    jurors.forEach(juror -> push(pulse(juror, region(juror), 1)));
    pass(Duration.ofMinutes(9));
    jurors.forEach(juror -> push(pulse(juror, region(juror), 2)));
    pass(Duration.ofMinutes(9));
    assertThat(cause()).isEqualTo(Cause.OPENS);
    jurors.forEach(juror -> push(pulse(juror, region(juror), 1)));
    pass(Duration.ofMinutes(2));
    assertThat(cause()).isEqualTo(Cause.STALE);
  }

  private static RegionName region(String juror) {
    return juror.startsWith("na") ? NA : EU;
  }

  @Test
  void pulsesThatComeBeforeTheOwnRegionAnsweredMayBeOldAndDoNotCount() {
    push(pulse("na-2", NA, 8), pulse("eu-1", EU, 8), pulse("eu-2", EU, 8));
    assertThat(cause()).isEqualTo(Cause.STALE);
    answer("na-2", NA, null);
    assertThat(cause()).isEqualTo(Cause.STALE);
    push(pulse("eu-1", EU, 9), pulse("eu-2", EU, 9));
    assertThat(cause()).isEqualTo(Cause.OPENS);
  }

  /** CX-8: everything was ready; the last step is taken only on what is fresh when it is taken. */
  @Test
  void processThatStopsBeforeItsTrialEndsDecidesAgain() {
    opensOnAnswers();
    BitSet all = new BitSet();
    all.set(0, MANIFEST.chunks().size());
    node.handle(nowNanos, new Event.ChunksLocated(MANIFEST.digest(), all), effects);
    assertThat(effects.tried).containsExactly(MANIFEST);
    stop(Duration.ofMinutes(20));
    node.handle(nowNanos, new Event.TrialFinished(MANIFEST.digest(), true, "passed"), effects);
    assertThat(cause()).isEqualTo(Cause.STALE);
    push(pulse("eu-1", EU, 1), pulse("eu-2", EU, 1), pulse("na-2", NA, 1));
    assertThat(cause()).as("what waited in the buffers").isEqualTo(Cause.STALE);
    assertThat(effects.served).isEmpty();
    answer("na-3", NA, null);
    answer("eu-1", EU, null);
    answer("eu-3", EU, null);
    assertThat(effects.served).containsExactly(MANIFEST);
  }

  /** A sleeping machine's monotonic clock may stand still. */
  @Test
  void sleepOrJumpTakesAllFreshness() {
    opensOnAnswers();
    wallMillis += 4_000;
    pass(Duration.ofMillis(100));
    assertThat(cause()).isEqualTo(Cause.OPENS);
    wallMillis -= 6_000;
    pass(Duration.ofMillis(100));
    assertThat(cause()).isEqualTo(Cause.STALE);
  }

  @Test
  void nodeWithoutItsDiskNeedsTheOtherJurorsThemselves() {
    node = node(Map.of());
    euHasPromoted();
    answer("eu-1", EU, null);
    answer("eu-2", EU, null);
    answer("na-2", NA, null);
    assertThat(cause()).isEqualTo(Cause.STALE);
    answer("na-3", NA, null);
    assertThat(cause()).isEqualTo(Cause.OPENS);
    assertThat(effects.remembered).containsKey("caught-up");
  }

  @Test
  void pulsesAreNotWrittenDown() {
    push(pulse("eu-1", EU, 1));
    assertThat(effects.persisted).isNotEmpty().noneMatch(key -> key.startsWith("pulse/"));
  }

  private void opensOnAnswers() {
    answer("na-2", NA, null);
    answer("eu-1", EU, null);
    answer("eu-2", EU, null);
    assertThat(cause()).isEqualTo(Cause.OPENS);
  }

  private static Announcement announcement() {
    Announcement any = TestPeople.announcement(1, "1");
    return new Announcement(
        any.mesh(),
        any.plan(),
        MANIFEST.digest(),
        any.epoch(),
        any.generation(),
        null,
        null,
        null,
        any.announcedAt(),
        any.expires(),
        any.juries());
  }

  private static Node node(Map<String, String> memory) {
    return new Node(
        new NodeSetup(
            new NodeName("na-1"),
            NA,
            new Address("127.0.0.1", 7700),
            new Profile(Map.of(), Map.of()),
            TestPeople.trust().root(),
            Ed25519.CHECK,
            TestPeople.key("na-1"),
            TestPeople.record("na-1", NA, 1).statement().enrolment(),
            GossipSettings.DEFAULT,
            SwarmSettings.defaults(),
            List.of(),
            memory,
            List.of(ManifestJson.write(MANIFEST))),
        new SplittableRandom(1));
  }

  private static Peer peer(String name, RegionName region) {
    return new Peer(new NodeName(name), region, new Address("127.0.0.1", 7700));
  }

  private Fact promotedInEu() {
    List<NodeStatement> votes = new ArrayList<>();
    for (String juror : List.of("eu-1", "eu-2", "eu-3")) {
      votes.add(TestPeople.vote(juror, EU, rollout, 0, 1, Ballot.HEALTHY).statement());
    }
    return new Fact.Certificate(rollout, 0, EU, Outcome.PROMOTED, votes);
  }

  private Fact.ByNode pulse(String juror, RegionName region, long sequence) {
    Pulse pulse = new Pulse(TestPeople.MESH, rollout, sequence, null, null);
    return TestPeople.by(juror, region, Pulse.PAYLOAD_TYPE, pulse.toPayload());
  }

  private void push(Fact... facts) {
    receive("eu-3", new Message.FactsPushed(List.of(facts), 1));
  }

  private void answer(String juror, RegionName region, @Nullable Objection objection) {
    while (!effects.asked().contains(juror)) {
      pass(Duration.ofSeconds(1));
    }
    Pulse.Answer answer = new Pulse.Answer(new NodeName("na-1"), effects.nonceFor(juror));
    give(juror, region, answer, objection);
  }

  private void give(
      String juror, RegionName region, Pulse.Answer answer, @Nullable Objection objection) {
    Pulse pulse = new Pulse(TestPeople.MESH, rollout, 0, objection, answer);
    receive(
        juror,
        new Message.PulseGiven(
            TestPeople.by(juror, region, Pulse.PAYLOAD_TYPE, pulse.toPayload()).statement()));
  }

  private void receive(String from, Message message) {
    node.handle(nowNanos, new Event.MessageReceived(new NodeName(from), message), effects);
  }

  /** Time goes on as a running process sees it. */
  private void pass(Duration howLong) {
    long until = nowNanos + howLong.toNanos();
    while (nowNanos < until) {
      long step = Math.min(until - nowNanos, 1_000_000_000L);
      nowNanos += step;
      wallMillis += step / 1_000_000L;
      tick();
    }
  }

  /** Time goes on while the process does not. */
  private void stop(Duration howLong) {
    nowNanos += howLong.toNanos();
    wallMillis += howLong.toMillis();
  }

  private void tick() {
    node.handle(nowNanos, new Event.Ticked(wallMillis), effects);
  }

  private Cause cause() {
    return first().map(reason -> reason.cause()).orElseThrow();
  }

  private String sentence() {
    return first().map(reason -> reason.sentence()).orElseThrow();
  }

  private Optional<Reason> first() {
    return node.view().courses().values().stream()
        .flatMap(course -> course.decision().reasons().stream())
        .findFirst();
  }
}
