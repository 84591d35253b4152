package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Garbage;
import dev.linnet.core.replica.Joined;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.trust.Trust;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** INV-2, 19: the facts of a whole run, joined in any order and twice, make one replica. */
final class JoinLaws {
  private final Ghost ghost;

  JoinLaws(Ghost ghost) {
    this.ghost = ghost;
  }

  /** What is wrong; empty if nothing is. */
  Optional<Violation> broken(long seed) {
    List<Fact> facts = new ArrayList<>(ghost.soundFacts());
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    RegionName region = ghost.mesh.nodes().iterator().next().peer().region();
    Map<String, Object> inOrder = joined(facts, region);
    Collections.shuffle(facts, new Random(seed));
    facts.addAll(List.copyOf(facts.subList(0, facts.size() / 2)));
    if (joined(facts, region).equals(inOrder)) {
      return Optional.empty();
    }
    return Optional.of(
        new Violation(
            "INV-2",
            "mesh",
            ghost.mesh.nowNanos(),
            ghost.mesh.eventsHandled(),
            "the same facts in another order make another replica"));
  }

  /** Offers all facts again and again until none is news, as comparing replicas does. */
  private Map<String, Object> joined(List<Fact> facts, RegionName region) {
    Trust trust = new Trust(ghost.mesh.trustRoot(), ghost.mesh.signatureCheck());
    Replica replica = new Replica(trust, region, ghost.mesh.admitted());
    Map<String, Object> held = new TreeMap<>();
    boolean news = true;
    for (int round = 0; news && round < facts.size(); round++) {
      news = false;
      for (Fact fact : facts) {
        Joined joined = replica.join(fact);
        if (joined.status() == Joined.Status.NEWS) {
          news = true;
          held.put(joined.key(), EndState.said(replica.fact(joined.key()).orElse(fact)));
          joined.forgotten().forEach(held::remove);
        }
      }
      Garbage garbage = replica.collectGarbage();
      garbage.places().forEach(held::remove);
      garbage.leftBehind().forEach(left -> left.places().forEach(held::remove));
    }
    return held;
  }
}
