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
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * INV-10: a version is ordered to serve for the first time only if enough jurors of the node's
 * region and of those before were heard within the plan's freshness, in true time, and it answers
 * only while that word is still fresh. A word for everyone counts from when it was first heard
 * here, an answer from when it was said.
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
  }

  /**
   * A fact comes to a node, after those that came before it in the same message. Word on what is
   * not the head, or not known at all, no node keeps; it may come again and is new then.
   */
  void onFact(SimulatedNode node, Fact fact) {
    Reading reading = ghost.reader.read(fact);
    if (reading.isSound()
        && reading.content() instanceof Pulse pulse
        && reading.node() != null
        && isHead(node, pulse.rollout())) {
      ghost
          .of(node)
          .freshWord
          .onPulse(pulse.rollout(), reading.node(), pulse.sequence(), ghost.mesh.nowNanos());
    }
  }

  private boolean isHead(SimulatedNode node, Digest rollout) {
    Heard heard = ghost.of(node).heard;
    Heard.Told told = heard.rollout(rollout);
    return told != null && heard.head(told.announcement.model()).filter(told::equals).isPresent();
  }

  void onAnswer(SimulatedNode node, NodeStatement statement) {
    Reading reading = ghost.reader.readStatement(statement);
    if (reading.content() instanceof Pulse pulse
        && reading.node() != null
        && pulse.answer() != null
        && pulse.answer().asker().equals(node.peer().node())) {
      Long said = saidNanos.get(statement);
      long sinceNanos = said == null ? ghost.mesh.nowNanos() : said;
      ghost.of(node).freshWord.onAnswer(pulse.rollout(), reading.node(), sinceNanos);
    }
  }

  /** A version is ordered to serve for the first time since the node's disk was new. */
  void onOrdered(SimulatedNode node, Digest rollout) {
    Map<Digest, Long> orders = ghost.of(node).freshUntilNanos;
    orders.remove(rollout);
    Heard.Told told = ghost.of(node).heard.rollout(rollout);
    Optional<Place> own = told == null ? Optional.empty() : told.place(node.self());
    if (told == null
        || own.isEmpty()
        || told.promotedFor(node.self())
        || told.announcement.plan().freshness().isZero()) {
      return;
    }
    for (Jury jury : told.announcement.juries()) {
      Place place = new Place(jury.wave(), jury.region());
      boolean before = place.wave() < own.get().wave() && told.certified(Panel.whole(place));
      if (place.equals(own.get()) || before) {
        orders.merge(rollout, freshUntilNanos(node, told, jury), Math::min);
      }
    }
  }

  /** What came to nothing the first time rests on no news once it is proven here. */
  void onOrderedAgain(SimulatedNode node, Digest rollout) {
    Heard.Told told = ghost.of(node).heard.rollout(rollout);
    if (told != null && told.promotedFor(node.self())) {
      ghost.of(node).freshUntilNanos.remove(rollout);
    }
  }

  /** Until when enough of a jury stay fresh if nobody is heard again. */
  private long freshUntilNanos(SimulatedNode node, Heard.Told told, Jury jury) {
    long nowNanos = ghost.mesh.nowNanos();
    long freshNanos = told.announcement.plan().freshness().toNanos();
    FreshWord word = ghost.of(node).freshWord;
    List<Long> untilNanos =
        jury.jurors().stream()
            .map(
                juror ->
                    juror.equals(node.peer().node())
                        ? OptionalLong.of(nowNanos)
                        : word.sinceNanos(told.id, juror))
            .flatMapToLong(OptionalLong::stream)
            .map(sinceNanos -> sinceNanos + freshNanos)
            .filter(until -> until >= nowNanos)
            .boxed()
            .sorted(Comparator.reverseOrder())
            .toList();
    int needed = needed(told, jury);
    if (untilNanos.size() < needed) {
      throw ghost.violated(
          "INV-10",
          node,
          "opens "
              + ghost.name(told.id)
              + " on fresh word of "
              + untilNanos.size()
              + " jurors of region "
              + jury.region()
              + ", and "
              + needed
              + " are needed");
    }
    return needed == 0 ? Long.MAX_VALUE : untilNanos.get(needed - 1);
  }

  /** A version answers for the first time since the node's disk was new. */
  void onServing(SimulatedNode node, Digest rollout) {
    Long untilNanos = ghost.of(node).freshUntilNanos.remove(rollout);
    if (untilNanos != null && ghost.mesh.nowNanos() > untilNanos) {
      throw ghost.violated(
          "INV-10",
          node,
          "opens "
              + ghost.name(rollout)
              + " "
              + (ghost.mesh.nowNanos() - untilNanos) / 1_000_000L
              + " ms after the word that it rests on was fresh");
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
