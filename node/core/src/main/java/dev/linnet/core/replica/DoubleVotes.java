package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Untrusted;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds jurors who say one thing to some and another to others. */
final class DoubleVotes {
  private DoubleVotes() {}

  /** What the votes that came in an entry prove together with those that are held. */
  static List<Fact> proofs(Entry come, Collection<Entry> held) {
    SortedMap<NodeName, Cast> fresh = new TreeMap<>();
    casts(come).forEach(cast -> fresh.put(cast.juror(), cast));
    SortedMap<NodeName, Fact> proofs = new TreeMap<>();
    if (!fresh.isEmpty()) {
      for (Entry entry : held) {
        for (Cast old : casts(entry)) {
          Cast cast = fresh.get(old.juror());
          if (cast != null && old.contradicts(cast)) {
            proofs.putIfAbsent(
                cast.juror(), new Fact.DoubleVote(old.statement(), cast.statement()));
          }
        }
      }
    }
    return List.copyOf(proofs.values());
  }

  /** One of each juror. */
  private static List<Cast> casts(Entry entry) {
    if (entry.payload() instanceof Vote) {
      return List.of(Cast.of(entry));
    }
    return entry.payload() instanceof Certified certified ? certified.votes() : List.of();
  }

  static void require(Cast one, Cast other) throws Untrusted {
    if (!one.contradicts(other)) {
      throw new Untrusted(
          "double vote: the two are not of one juror, rollout, wave and number with two contents");
    }
  }

  /** The same proof with its two votes in the order of their ids, as every replica keeps it. */
  static Fact.DoubleVote ordered(Fact.DoubleVote proof) {
    boolean inOrder = proof.one().statement().id().compareTo(proof.other().statement().id()) <= 0;
    return inOrder ? proof : new Fact.DoubleVote(proof.other(), proof.one());
  }

  /** Names what an ordered proof says. */
  static Digest digest(Fact.DoubleVote proof) {
    String ids = proof.one().statement().id() + " " + proof.other().statement().id();
    return Digest.of(ids.getBytes(StandardCharsets.UTF_8));
  }
}
