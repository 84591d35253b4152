package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.rollout.Window;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * INV-3, 6, 20: what the mesh comes to once faults and facts have stopped. Asked now and then until
 * nothing is missing; whatever is still missing after the time that a run allows is a violation.
 */
public final class EndState {
  /** In which a rollout that nothing keeps from it finishes; nodes ask again every few seconds. */
  private static final long OPEN_MILLIS = 120_000;

  private final Ghost ghost;
  private final Opening opening;

  EndState(Ghost ghost, Opening opening) {
    this.ghost = ghost;
    this.opening = opening;
  }

  /**
   * What is still missing; empty if nothing is.
   *
   * @param together whether all regions reach each other; if not, each is looked at alone
   */
  public Optional<Violation> missing(boolean together) {
    List<SimulatedNode> nodes =
        ghost.mesh.nodes().stream()
            .filter(node -> node.isResponsive() && ghost.isHonest(node) && !isRevoked(node))
            .toList();
    return different(nodes, together)
        .or(
            () ->
                nodes.stream()
                    .flatMap(node -> stuck(node, inReach(node, nodes, together)).stream())
                    .findFirst())
        .or(() -> together ? unfinished(nodes) : Optional.empty());
  }

  /** INV-2, 19: whether the facts of the run make another replica in another order. */
  public Optional<Violation> brokenJoin(long seed) {
    return new JoinLaws(ghost).broken(seed);
  }

  private Optional<Violation> violation(String invariant, SimulatedNode node, String sentence) {
    return Optional.of(ghost.violated(invariant, node, sentence).violation());
  }

  /** INV-3: equal global facts everywhere, equal votes within a region. */
  private Optional<Violation> different(List<SimulatedNode> nodes, boolean together) {
    Map<RegionName, SimulatedNode> firsts = new TreeMap<>();
    for (SimulatedNode node : nodes) {
      SimulatedNode ofRegion = firsts.computeIfAbsent(node.peer().region(), any -> node);
      SimulatedNode ofMesh = together ? nodes.get(0) : ofRegion;
      Optional<String> key =
          difference(facts(node, true), facts(ofRegion, true))
              .or(() -> difference(facts(node, false), facts(ofMesh, false)));
      if (key.isPresent()) {
        return violation(
            "INV-3",
            node,
            "differs from "
                + ofRegion.peer().node()
                + " or "
                + ofMesh.peer().node()
                + " in "
                + key.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(Map<String, Object> one, Map<String, Object> other) {
    if (one.equals(other)) {
      return Optional.empty();
    }
    Set<String> keys = new TreeSet<>(one.keySet());
    keys.addAll(other.keySet());
    return keys.stream().filter(key -> !Objects.equals(one.get(key), other.get(key))).findFirst();
  }

  private Map<String, Object> facts(SimulatedNode node, boolean votes) {
    Map<String, Object> facts = new TreeMap<>();
    Set<Digest> leftBehind = Durability.leftBehind(node.view());
    node.factsOnDisk()
        .forEach(
            (key, fact) -> {
              FactReader.Reading reading = ghost.reader.read(fact);
              boolean vote = reading.content() instanceof Vote;
              boolean shared = reading.rollout() == null || !leftBehind.contains(reading.rollout());
              if (shared && (votes ? vote : !(fact instanceof Fact.ByNode))) {
                facts.put(key, said(fact));
              }
            });
    return facts;
  }

  /** A proof says the same in whichever order its two votes stand. */
  static Object said(Fact fact) {
    return fact instanceof Fact.DoubleVote proof ? Set.of(proof.one(), proof.other()) : fact;
  }

  /** INV-6 and rule 9: nobody runs what its region left, or nothing where something is proven. */
  private Optional<Violation> stuck(SimulatedNode node, List<SimulatedNode> nodes) {
    Ghost.OfNode known = ghost.of(node);
    for (Manifest manifest : node.serving()) {
      Digest rollout = known.active.get(manifest.name());
      Heard.Told told = known.heard.rollout(rollout);
      if (rollout == null || told == null) {
        return violation("INV-14", node, "serves " + manifest.version() + " without a rollout");
      }
      Optional<String> cover = told.cover(node.self());
      if (cover.isPresent()) {
        return violation(
            "INV-6", node, "still serves " + ghost.name(rollout) + ", which " + cover.get());
      }
      if (known.failed.contains(rollout)) {
        return violation(
            "INV-6", node, "still serves " + ghost.name(rollout) + ", which failed here");
      }
      if (condemned(told, node)) {
        return violation(
            "INV-6", node, "still serves " + ghost.name(rollout) + ", which its jurors condemned");
      }
      if (isLeftOver(told, node, nodes)) {
        return violation(
            "INV-20",
            node,
            "still serves " + ghost.name(rollout) + ", which nobody judges any more");
      }
    }
    Set<ModelName> silent = new TreeSet<>();
    known.heard.models().forEach(silent::add);
    node.serving().forEach(manifest -> silent.remove(manifest.name()));
    for (ModelName model : silent) {
      Optional<Heard.Told> proven = opening.proven(node, model);
      if (proven.filter(told -> isSomewhere(told, nodes)).isPresent()) {
        return violation(
            "INV-20", node, "serves nothing although it knows " + ghost.name(proven.get().id));
      }
    }
    return Optional.empty();
  }

  /** Superseded unproven by one of which nothing comes, where something proven is in reach. */
  private boolean isLeftOver(Heard.Told told, SimulatedNode node, List<SimulatedNode> nodes) {
    ModelName model = told.announcement.model();
    Heard.Told head = ghost.of(node).heard.head(model).orElse(told);
    boolean over = head.halted() || head.cover(node.self()).isPresent();
    return over
        && told.isBelow(head)
        && !told.promotedFor(node.self())
        && opening.proven(node, model).filter(proven -> isSomewhere(proven, nodes)).isPresent();
  }

  private static List<SimulatedNode> inReach(
      SimulatedNode node, List<SimulatedNode> nodes, boolean together) {
    return nodes.stream()
        .filter(other -> together || other.peer().region().equals(node.peer().region()))
        .toList();
  }

  /** Whether the bytes of a version are still in reach; disks may have been lost with them. */
  private boolean isSomewhere(Heard.Told told, List<SimulatedNode> nodes) {
    return nodes.stream()
        .anyMatch(node -> node.holdsAllOf(ghost.mesh.manifest(told.announcement.manifest())));
  }

  /** Whether enough honest jurors who judge for a node, are up and remember it, say UNHEALTHY. */
  private boolean condemned(Heard.Told told, SimulatedNode node) {
    return told.panels().stream()
        .filter(panel -> panel.region().equals(node.peer().region()))
        .filter(panel -> Judging.judges(panel, node.self(), told.announcement))
        .anyMatch(panel -> condemned(told, panel));
  }

  private boolean condemned(Heard.Told told, Panel panel) {
    Wave wave = told.announcement.plan().waves().get(panel.wave());
    Set<NodeName> jurors = Judging.jurors(told.announcement, panel);
    long condemning =
        jurors.stream()
            .map(name -> ghost.mesh.node(name.value()))
            .filter(juror -> juror.isResponsive() && ghost.isHonest(juror) && !isRevoked(juror))
            .filter(
                juror ->
                    ghost
                        .of(juror)
                        .said
                        .getOrDefault(told.id, EnumSet.noneOf(Ballot.class))
                        .contains(Ballot.UNHEALTHY))
            .count();
    return condemning >= Quorums.rollback(wave, jurors.size());
  }

  /** INV-20: a good version whose jurors are all there serves everywhere. */
  private Optional<Violation> unfinished(List<SimulatedNode> nodes) {
    Set<ModelName> models = new TreeSet<>();
    ghost.reader.announcements().values().forEach(known -> models.add(known.model()));
    for (ModelName model : models) {
      for (SimulatedNode node : ghost.mesh.nodes()) {
        Optional<Heard.Told> head = ghost.of(node).heard.head(model);
        if (!node.isUp()
            || !ghost.isHonest(node)
            || isRevoked(node)
            || head.isEmpty()
            || !mustFinish(node, head.get())
            || !isSomewhere(head.get(), nodes)) {
          continue;
        }
        boolean meant =
            head.get().place(node.self()).isPresent()
                && !ghost.misfits(node, head.get().announcement);
        boolean serves =
            node.serving().stream()
                .anyMatch(manifest -> manifest.digest().equals(head.get().announcement.manifest()));
        if (meant && !serves) {
          return violation("INV-20", node, "does not serve " + ghost.name(head.get().id) + " yet");
        }
      }
    }
    return Optional.empty();
  }

  private boolean mustFinish(SimulatedNode node, Heard.Told head) {
    Announcement announcement = head.announcement;
    Quality quality = ghost.mesh.quality(announcement.manifest());
    boolean stopped = head.aborted || head.paused() || head.halted() || !head.doubted.isEmpty();
    boolean neverExpires =
        announcement.expires().toEpochMilli() - announcement.announcedAt().toEpochMilli()
            > 86_400_000L;
    return !stopped
        && neverExpires
        && quality.equals(Quality.GOOD)
        && !opening.retriesInSilence(node, head)
        && noJurorGaveUp(head)
        && windowsWereOpen(announcement)
        && head.panels().stream().allMatch(panel -> canPromote(panel, announcement));
  }

  /** Of a good version a juror says so alone because its wave's deadline passed. */
  private boolean noJurorGaveUp(Heard.Told head) {
    return ghost.said(head.id).values().stream()
        .noneMatch(ballots -> ballots.contains(Ballot.UNHEALTHY));
  }

  /** Whether each node that is up could have opened at any moment of the last minutes. */
  private boolean windowsWereOpen(Announcement announcement) {
    return announcement.plan().waves().stream()
        .filter(wave -> !wave.windows().isEmpty())
        .allMatch(
            wave ->
                ghost.mesh.nodes().stream()
                    .filter(SimulatedNode::isUp)
                    .allMatch(node -> wereOpen(wave.windows(), node)));
  }

  private static boolean wereOpen(List<Window> windows, SimulatedNode node) {
    for (long back = 0; back < OPEN_MILLIS; back += 1_000) {
      if (!Windows.areOpen(windows, node.wallMillis() - back, node.profile())) {
        return false;
      }
    }
    return true;
  }

  private boolean canPromote(Panel panel, Announcement announcement) {
    int fit = 0;
    int revoked = 0;
    Set<NodeName> jurors = Judging.jurors(announcement, panel);
    for (NodeName name : jurors) {
      SimulatedNode juror = ghost.mesh.node(name.value());
      if (!juror.isUp() || !ghost.isHonest(juror)) {
        return false;
      }
      fit += ghost.misfits(juror, announcement) ? 0 : 1;
      revoked += isRevoked(juror) ? 1 : 0;
    }
    Wave wave = announcement.plan().waves().get(panel.wave());
    return revoked == 0 && fit >= Quorums.promote(wave, jurors.size(), fit);
  }

  /** Who is revoked is cut off: nobody tells it anything, and it need not come to anything. */
  private boolean isRevoked(SimulatedNode node) {
    return ghost.isRevoked(node.peer().node());
  }
}
