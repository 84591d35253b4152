package dev.linnet.core;

import dev.linnet.core.gossip.Gossip;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.pulse.Beat;
import dev.linnet.core.pulse.ClockWatch;
import dev.linnet.core.pulse.Hearings;
import dev.linnet.core.pulse.Inquiry;
import dev.linnet.core.pulse.Silence;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.replica.SignedPulse;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Freshness;
import dev.linnet.core.rollout.News;
import dev.linnet.core.rollout.Progress;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Testimony;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Untrusted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Keeps a node's news fresh while a rollout is open: speaks, listens, asks and answers. */
final class Pulses {
  /** A peer that asks about one rollout more often than this is not answered. */
  private static final long ANSWER_PAUSE_NANOS = 100_000_000L;

  private final Self self;
  private final Replica replica;
  private final Facts facts;
  private final Gossip gossip;
  private final Hearings hearings;
  private final ClockWatch clocks = new ClockWatch();
  private final Silence silence = new Silence();
  private final Beat beat;
  private final Inquiry inquiry;
  private final Map<Digest, Map<NodeName, Long>> answeredNanos = new TreeMap<>();

  /**
   * The head of a model.
   *
   * @param waits whether its opening waits here for nothing but news
   * @param testimony what the version that this node serves instead showed, if others ask
   */
  record Head(Rollout rollout, boolean waits, @Nullable Testimony testimony) {}

  Pulses(
      NodeSetup setup,
      Replica replica,
      Directory directory,
      Facts facts,
      Gossip gossip,
      Hearings hearings,
      RandomGenerator random) {
    this.self = self(setup);
    this.replica = replica;
    this.facts = facts;
    this.gossip = gossip;
    this.hearings = hearings;
    this.beat = new Beat(setup.trustRoot().mesh(), self.node(), self.region(), replica, hearings);
    this.inquiry = new Inquiry(self.node(), directory, random);
  }

  /** A node remembers that it once knew what its region knew; without that it lost its disk. */
  static Hearings hearings(NodeSetup setup, Replica replica) {
    return new Hearings(self(setup), replica, !setup.memory().containsKey(Hearings.CAUGHT_UP));
  }

  private static Self self(NodeSetup setup) {
    return new Self(setup.node(), setup.region(), setup.profile());
  }

  News news() {
    return hearings;
  }

  /** How long ago any juror of a place was heard, of all places where any was. */
  Map<Place, Long> silentNanos(Rollout rollout) {
    Map<Place, Long> silent = new LinkedHashMap<>();
    for (Jury jury : rollout.announcement().juries()) {
      Place place = new Place(jury.wave(), jury.region());
      hearings.silentNanos(rollout, place).ifPresent(nanos -> silent.put(place, nanos));
    }
    return silent;
  }

  /** Before anything of an event is looked at. */
  void at(long nowNanos) {
    if (clocks.stoodStill(nowNanos)) {
      forgetAll();
    }
    hearings.at(nowNanos);
  }

  void tick(long nowNanos, long wallMillis) {
    if (clocks.jumped(nowNanos, wallMillis)) {
      forgetAll();
    }
  }

  private void forgetAll() {
    hearings.forgetAll();
    inquiry.forgetAll();
  }

  /** A juror answers for the head; whoever asks about anything else lacks facts, or has more. */
  void onAsked(Peer from, Message.PulseAsked asked, long nowNanos, Effects effects) {
    Optional<Rollout> head = head(asked.rollout());
    if (head.isEmpty()) {
      gossip.compareWith(from);
      return;
    }
    Map<NodeName, Long> answered =
        answeredNanos.computeIfAbsent(asked.rollout(), any -> new TreeMap<>());
    Long last = answered.get(from.node());
    if (last == null || nowNanos - last >= ANSWER_PAUSE_NANOS) {
      answered.put(from.node(), nowNanos);
      beat.answer(head.get(), from.node(), asked.nonce())
          .map(pulse -> facts.sign(Pulse.PAYLOAD_TYPE, pulse.toPayload()))
          .ifPresent(answer -> effects.send(from, new Message.PulseGiven(answer)));
    }
  }

  /** Whether any juror was heard since the last call. */
  boolean takeHeard() {
    return hearings.takeHeard();
  }

  private Optional<Rollout> head(Digest rollout) {
    return replica
        .rollout(rollout)
        .flatMap(it -> replica.rollouts(it.announcement().model()).stream().findFirst())
        .filter(it -> it.id().equals(rollout));
  }

  void onGiven(Peer from, Message.PulseGiven given, long nowNanos, Effects effects) {
    try {
      SignedPulse signed = replica.requirePulse(given.statement());
      OptionalLong asked = inquiry.answered(signed, nowNanos);
      if (asked.isPresent()) {
        hearings.onAnswer(signed, asked.getAsLong());
        compareIfUnproven(signed, from);
      }
    } catch (Untrusted e) {
      effects.tell(
          new Notice(
              Notice.Severity.WARNING,
              "PULSE_REFUSED",
              "refused a pulse that node " + from.node() + " gave: " + e.getMessage(),
              Map.of("node", from.node().value())));
    }
  }

  /** An objection counts only with its proof; whoever raises it has that. */
  private void compareIfUnproven(SignedPulse signed, Peer from) {
    Pulse.Objection objection = signed.pulse().objection();
    boolean unproven =
        objection != null
            && replica.rollout(signed.pulse().rollout()).filter(objection::provenBy).isEmpty();
    if (unproven) {
      gossip.compareWith(from);
    }
  }

  /** After every event: says and asks what is due. */
  void step(List<Head> heads, long nowNanos, long wallMillis, Effects effects) {
    SortedSet<Digest> ids = new TreeSet<>(heads.stream().map(it -> it.rollout().id()).toList());
    hearings.keepOnly(ids);
    beat.keepOnly(ids);
    inquiry.keepOnly(ids);
    silence.keepOnly(ids);
    answeredNanos.keySet().retainAll(ids);
    boolean askedAll = !heads.isEmpty();
    for (Head head : heads) {
      Rollout rollout = head.rollout();
      Progress.State state = Progress.of(rollout, true, wallMillis);
      boolean open = state == Progress.State.ROLLING || state == Progress.State.PAUSED;
      beat.next(rollout, open, head.testimony(), nowNanos)
          .ifPresent(pulse -> facts.say(Pulse.PAYLOAD_TYPE, pulse.toPayload(), nowNanos, effects));
      ask(head, open, nowNanos, effects);
      askedAll &= hearings.caughtUp(rollout);
    }
    if (hearings.isWithoutDisk() && askedAll) {
      hearings.caughtUpWithAll();
      effects.remember(Hearings.CAUGHT_UP, "true");
    }
  }

  private void ask(Head head, boolean open, long nowNanos, Effects effects) {
    Rollout rollout = head.rollout();
    List<Place> silent = head.waits() ? Freshness.silent(rollout, self, hearings) : List.of();
    List<Place> places = new ArrayList<>(silent);
    rollout.announcement().waveOf(self).stream()
        .mapToObj(wave -> new Place(wave, self.region()))
        .filter(own -> open && !hearings.askedAround(rollout) && !places.contains(own))
        .forEach(places::add);
    inquiry.ask(rollout, places, nowNanos, effects::send);
    silence
        .toTell(rollout.id(), silent, nowNanos)
        .ifPresent(regions -> effects.tell(notice(rollout, regions)));
  }

  private static Notice notice(Rollout rollout, SortedSet<RegionName> regions) {
    String names = String.join(", ", regions.stream().map(RegionName::value).toList());
    return new Notice(
        Notice.Severity.WARNING,
        "STALE",
        "version "
            + rollout.announcement().version()
            + " of "
            + rollout.announcement().model()
            + " does not open here: no fresh news from "
            + names,
        Map.of(
            "rollout", rollout.id().hex(),
            "model", rollout.announcement().model().value(),
            "region", names));
  }
}
