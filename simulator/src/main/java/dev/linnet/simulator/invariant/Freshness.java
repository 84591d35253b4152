package dev.linnet.simulator.invariant;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.invariant.FactReader.Reading;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * INV-10: when a version first answers at a node, enough jurors of its region and of those before
 * were heard within the plan's freshness, in true time. A word for everyone counts from when it was
 * first heard here, an answer from when it was said.
 */
final class Freshness {
  private static final long JUMP_NANOS = 5_000_000_000L;

  private final Ghost ghost;
  private final Map<NodeStatement, Long> saidNanos = new IdentityHashMap<>();
  private final Map<NodeName, Clocks> clocks = new TreeMap<>();

  /** When a node last dealt with anything, and by how much its wall clock was off. */
  private record Clocks(long atNanos, long offsetNanos) {}

  Freshness(Ghost ghost) {
    this.ghost = ghost;
  }

  void onSent(Message message) {
    if (message instanceof Message.PulseGiven given) {
      saidNanos.putIfAbsent(given.statement(), ghost.mesh.nowNanos());
    }
  }

  void onTaken(SimulatedNode node, Event event) {
    FreshWord word = ghost.of(node).freshWord;
    long nowNanos = ghost.mesh.nowNanos();
    NodeName name = node.peer().node();
    Clocks before = clocks.get(name);
    long offsetNanos = before == null ? 0 : before.offsetNanos();
    if (before != null && nowNanos - before.atNanos() > JUMP_NANOS) {
      word.forget(nowNanos);
    }
    if (event instanceof Event.Ticked ticked) {
      offsetNanos = ticked.wallMillis() * 1_000_000L - nowNanos;
      if (before != null && Math.abs(offsetNanos - before.offsetNanos()) > JUMP_NANOS) {
        word.forget(nowNanos);
      }
    }
    clocks.put(name, new Clocks(nowNanos, offsetNanos));
    if (event instanceof Event.MessageReceived received) {
      hear(node, received.message(), nowNanos);
    }
  }

  private void hear(SimulatedNode node, Message message, long nowNanos) {
    FreshWord word = ghost.of(node).freshWord;
    if (message instanceof Message.FactsPushed pushed) {
      for (Fact fact : pushed.facts()) {
        Reading reading = ghost.reader.read(fact);
        if (reading.isSound()
            && reading.content() instanceof Pulse pulse
            && reading.node() != null) {
          boolean placed = ghost.of(node).heard.rollout(pulse.rollout()) != null;
          word.onPulse(pulse.rollout(), reading.node(), pulse.sequence(), placed, nowNanos);
        }
      }
    } else if (message instanceof Message.PulseGiven given) {
      Reading reading = ghost.reader.readStatement(given.statement());
      if (reading.content() instanceof Pulse pulse
          && reading.node() != null
          && pulse.answer() != null
          && pulse.answer().asker().equals(node.peer().node())) {
        Long said = saidNanos.get(given.statement());
        word.onAnswer(pulse.rollout(), reading.node(), said == null ? nowNanos : said);
      }
    }
  }

  /** A version answers for the first time since the node's disk was new. */
  void check(SimulatedNode node, Digest rollout) {
    Heard.Told told = ghost.of(node).heard.rollout(rollout);
    Optional<Place> own = told == null ? Optional.empty() : told.place(node.self());
    if (told == null || own.isEmpty() || told.promotedFor(node.self())) {
      return;
    }
    long freshNanos = told.announcement.plan().freshness().toNanos();
    if (freshNanos == 0) {
      return;
    }
    for (Jury jury : told.announcement.juries()) {
      Place place = new Place(jury.wave(), jury.region());
      boolean before = place.wave() < own.get().wave() && told.certified(Panel.whole(place));
      if (place.equals(own.get()) || before) {
        heardEnough(node, told, place, ghost.mesh.nowNanos() - freshNanos);
      }
    }
  }

  private void heardEnough(SimulatedNode node, Heard.Told told, Place place, long sinceNanos) {
    Jury jury = told.announcement.jury(place.wave(), place.region()).orElseThrow();
    FreshWord word = ghost.of(node).freshWord;
    long heard =
        jury.jurors().stream()
            .filter(
                juror ->
                    juror.equals(node.peer().node()) || word.isFresh(told.id, juror, sinceNanos))
            .count();
    int needed = needed(told, jury);
    if (heard < needed) {
      throw ghost.violated(
          "INV-10",
          node,
          "opens "
              + ghost.name(told.id)
              + " on fresh word of "
              + heard
              + " jurors of region "
              + place.region()
              + ", and "
              + needed
              + " are needed");
    }
  }

  /** As many as can roll back, if all who may have abstained did. */
  private int needed(Heard.Told told, Jury jury) {
    Wave wave = told.announcement.plan().waves().get(jury.wave());
    long eligible =
        jury.jurors().stream()
            .filter(juror -> !ghost.liars.contains(juror))
            .filter(
                juror ->
                    !ghost.said(told.id).getOrDefault(juror, Set.of()).contains(Ballot.INELIGIBLE))
            .count();
    return eligible == 0 ? 0 : Quorums.rollback(wave, (int) eligible);
  }
}
