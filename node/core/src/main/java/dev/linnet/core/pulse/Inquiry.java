package dev.linnet.core.pulse;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.replica.SignedPulse;
import dev.linnet.core.rollout.Freshness;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.trust.Digest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * Asks jurors for their word, each with a number that was not used before. A few of a jury at a
 * time, others the next time, less and less often while nobody answers.
 */
public final class Inquiry {
  private static final int SPARE = 2;
  private static final int MAX_QUESTIONS = 256;
  private static final long ANSWER_NANOS = 10_000_000_000L;
  private static final long FIRST_PAUSE_NANOS = 200_000_000L;
  private static final int MAX_DOUBLINGS = 7;

  private final NodeName self;
  private final Directory directory;
  private final RandomGenerator random;
  private final Map<Digest, Map<NodeName, Question>> questions = new TreeMap<>();
  private final Map<Digest, Map<Place, Round>> rounds = new TreeMap<>();

  private record Question(long nonce, long askedNanos) {}

  private record Round(int number, long nextNanos) {}

  public Inquiry(NodeName self, Directory directory, RandomGenerator random) {
    this.self = self;
    this.directory = directory;
    this.random = random;
  }

  /** Expects no answer any more; whatever comes now was asked before something happened. */
  public void forgetAll() {
    questions.clear();
    rounds.clear();
  }

  /** Forgets all other rollouts. */
  public void keepOnly(Set<Digest> rollouts) {
    questions.keySet().retainAll(rollouts);
    rounds.keySet().retainAll(rollouts);
  }

  /** Asks the jurors of some places of a rollout, where it is time to; of no others. */
  public void ask(
      Rollout rollout, Collection<Place> places, long nowNanos, BiConsumer<Peer, Message> send) {
    Map<Place, Round> asked = rounds.computeIfAbsent(rollout.id(), any -> new HashMap<>());
    asked.keySet().retainAll(places);
    Map<NodeName, Question> open = questions.computeIfAbsent(rollout.id(), any -> new TreeMap<>());
    open.values().removeIf(question -> nowNanos - question.askedNanos() > ANSWER_NANOS);
    for (Place place : places) {
      Round round = asked.getOrDefault(place, new Round(0, nowNanos));
      if (nowNanos >= round.nextNanos() && open.size() < MAX_QUESTIONS) {
        for (Peer juror : chosen(rollout, place, round.number())) {
          Question question =
              open.computeIfAbsent(
                  juror.node(), any -> new Question(random.nextLong() >>> 1, nowNanos));
          send.accept(juror, new Message.PulseAsked(rollout.id(), question.nonce()));
        }
        long pause = FIRST_PAUSE_NANOS << Math.min(round.number(), MAX_DOUBLINGS);
        asked.put(place, new Round(round.number() + 1, nowNanos + pause));
      }
    }
  }

  /** Every node asks in an order of its own, so that no juror is asked by all. */
  private List<Peer> chosen(Rollout rollout, Place place, int round) {
    SortedSet<NodeName> others =
        new TreeSet<>(
            rollout.announcement().jury(place.wave(), place.region()).orElseThrow().jurors());
    others.remove(self);
    List<Peer> peers =
        Rendezvous.first(others.size(), rollout.id() + "/" + self, others).stream()
            .map(directory::peer)
            .flatMap(Optional::stream)
            .toList();
    int count =
        Math.min(
            peers.size(), Freshness.quorum(rollout.announcement(), place, 0).rollback() + SPARE);
    return java.util.stream.IntStream.range(0, count)
        .mapToObj(i -> peers.get((int) (((long) round * count + i) % peers.size())))
        .toList();
  }

  /** When the question was asked that a pulse answers; empty if nothing was asked, or no more. */
  public OptionalLong answered(SignedPulse signed, long nowNanos) {
    Map<NodeName, Question> open = questions.getOrDefault(signed.pulse().rollout(), Map.of());
    Question question = open.get(signed.juror());
    if (question == null
        || signed.pulse().answer() == null
        || signed.pulse().answer().nonce() != question.nonce()
        || !signed.pulse().answer().asker().equals(self)
        || nowNanos - question.askedNanos() > ANSWER_NANOS) {
      return OptionalLong.empty();
    }
    open.remove(signed.juror());
    return OptionalLong.of(question.askedNanos());
  }
}
