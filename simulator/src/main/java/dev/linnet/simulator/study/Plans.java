package dev.linnet.simulator.study;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.SimulatedMesh;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The rollouts that the studies announce. */
final class Plans {
  static final ModelName MODEL = new ModelName("scenes");

  private static final Duration BAKE = Duration.ofSeconds(3);

  /** A juror's name takes about ten bytes; with 64 jurors 100 regions would not fit an envelope. */
  static final int JURORS = 7;

  private Plans() {}

  /** One region first, then a tenth of them if there are many, then all others. */
  static Plan of(String version, Collection<RegionName> regions) {
    List<RegionName> all = new ArrayList<>(regions);
    List<Wave> waves = new ArrayList<>();
    waves.add(wave("first", all.subList(0, 1)));
    int early = 1 + all.size() / 10;
    if (early > 1) {
      waves.add(wave("tenth", all.subList(1, early)));
    }
    if (all.size() > early) {
      waves.add(wave("rest", all.subList(early, all.size())));
    }
    return new Plan(MODEL, version, null, OnFailure.ROLLBACK_ALL, waves);
  }

  /** The same, and what opens needs no fresh news. */
  static Plan withoutFreshness(String version, Collection<RegionName> regions) {
    Plan plan = of(version, regions);
    return new Plan(
        plan.model(),
        plan.version(),
        plan.expires(),
        plan.onFailure(),
        plan.retryOf(),
        Duration.ZERO,
        plan.waves());
  }

  private static Wave wave(String name, List<RegionName> regions) {
    return new Wave(name, regions, BAKE, 0, Gate.defaults(), Share.TWO_THIRDS, 3);
  }

  /** The same announcement with the first seven of each jury: alike in regions of ten and more. */
  static Announcement withSmallJuries(Announcement drafted) {
    List<Jury> juries = new ArrayList<>();
    for (Jury jury : drafted.juries()) {
      List<NodeName> first = Rendezvous.first(JURORS, drafted.mesh(), jury.jurors());
      juries.add(new Jury(jury.wave(), jury.region(), new TreeSet<>(first)));
    }
    return new Announcement(
        drafted.mesh(),
        drafted.plan(),
        drafted.manifest(),
        drafted.epoch(),
        drafted.generation(),
        drafted.previous(),
        drafted.returnTo(),
        drafted.retryOf(),
        drafted.announcedAt(),
        drafted.expires(),
        juries);
  }

  /** A signed announcement for a population that no mesh of whole nodes stands for. */
  static Fact announcement(Population population, SimulatedMesh signing) {
    Plan plan = of("1", population.regions());
    List<Jury> juries = new ArrayList<>();
    for (int wave = 0; wave < plan.waves().size(); wave++) {
      for (RegionName region : plan.waves().get(wave).regions()) {
        SortedSet<NodeName> jurors = new TreeSet<>();
        population.council(region).stream().map(Peer::node).limit(JURORS).forEach(jurors::add);
        juries.add(new Jury(wave, region, jurors));
      }
    }
    Instant now = Instant.parse("2030-01-01T00:00:00Z");
    Announcement announcement =
        new Announcement(
            signing.trustRoot().mesh(),
            plan,
            Digest.of("model".getBytes(StandardCharsets.UTF_8)),
            0,
            1,
            null,
            null,
            null,
            now,
            now.plus(Duration.ofDays(7)),
            juries);
    return new Fact.ByOperator(signing.byOperator(announcement));
  }
}
