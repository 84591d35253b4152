package dev.linnet.core;

import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns a plan into the announcement that an operator signs: fills in what the mesh knows. */
final class Drafting {
  private static final Duration DEFAULT_LIFE = Duration.ofDays(7);

  private Drafting() {}

  /**
   * Drafts.
   *
   * @param epoch the trust root's
   * @param headFirst the model's rollouts so far
   * @param stored the manifests of the plan's model and version in this node's store
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static Announcement draft(
      String mesh,
      long epoch,
      Plan plan,
      List<Rollout> headFirst,
      List<Manifest> stored,
      Directory directory,
      long nowNanos,
      Instant wall) {
    if (stored.isEmpty()) {
      throw new IllegalArgumentException(
          "model "
              + plan.model()
              + " version "
              + plan.version()
              + " is not in this node's store: run `linnet model push` here first");
    }
    if (stored.size() > 1) {
      throw new IllegalArgumentException(
          "model "
              + plan.model()
              + " version "
              + plan.version()
              + " was pushed with different contents: push it under a new version");
    }
    Instant expires = plan.expires() == null ? wall.plus(DEFAULT_LIFE) : plan.expires();
    if (!expires.isAfter(wall)) {
      throw new IllegalArgumentException("expires: " + expires + " is in the past");
    }
    Plan resolved = plan.resolve(directory.regions());
    Rollout head = headFirst.isEmpty() ? null : headFirst.get(0);
    return new Announcement(
        mesh,
        resolved,
        stored.get(0).digest(),
        epoch,
        head == null || head.announcement().epoch() < epoch
            ? 1
            : head.announcement().generation() + 1,
        head == null ? null : head.id(),
        headFirst.stream().filter(Rollout::finished).map(Rollout::id).findFirst().orElse(null),
        null,
        wall,
        expires,
        juries(resolved, directory, nowNanos));
  }

  private static List<Jury> juries(Plan plan, Directory directory, long nowNanos) {
    SortedSet<NodeName> gone = new TreeSet<>();
    SortedMap<NodeName, String> classes = new TreeMap<>();
    for (Directory.Member member : directory.members(nowNanos)) {
      NodeName node = member.peer().node();
      member.record().profile().deviceClass().ifPresent(name -> classes.put(node, name));
      if (member.liveness() == Liveness.DEAD) {
        gone.add(node);
      }
    }
    List<Jury> juries = new ArrayList<>();
    for (int wave = 0; wave < plan.waves().size(); wave++) {
      for (RegionName region : plan.waves().get(wave).regions()) {
        SortedSet<NodeName> jurors = new TreeSet<>(directory.council(region));
        jurors.removeAll(gone);
        if (jurors.isEmpty()) {
          throw new IllegalArgumentException(
              "wave "
                  + plan.waves().get(wave).name()
                  + ": no node of region "
                  + region
                  + " was heard of lately, so nobody could judge there");
        }
        SortedMap<NodeName, String> ofJurors = new TreeMap<>(classes);
        ofJurors.keySet().retainAll(jurors);
        juries.add(new Jury(wave, region, jurors, ofJurors));
      }
    }
    return juries;
  }
}
