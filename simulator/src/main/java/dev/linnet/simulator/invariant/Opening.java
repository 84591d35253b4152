package dev.linnet.simulator.invariant;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Window;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.SimulatedNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * INV-7, 8, 9, 11, 14: what must hold when a node orders a version to serve, by all it was ever
 * told. New conditions of rule 7 belong into {@link #first}.
 */
final class Opening {
  private final Ghost ghost;

  Opening(Ghost ghost) {
    this.ghost = ghost;
  }

  void check(SimulatedNode node, Manifest manifest) {
    Ghost.OfNode known = ghost.of(node);
    @Nullable Digest id = ghost.activeOnDisk(node, manifest);
    Heard.@Nullable Told told = known.heard.rollout(id);
    if (id == null || told == null || !told.announcement.manifest().equals(manifest.digest())) {
      throw ghost.violated(
          "INV-14", node, "serves bytes of " + manifest.version() + " that no rollout named");
    }
    if (!node.holdsAllOf(manifest)) {
      throw ghost.violated("INV-14", node, "serves " + ghost.name(id) + " without all its chunks");
    }
    Optional<String> cover = told.cover(node.self());
    if (cover.isPresent()) {
      throw ghost.violated("INV-7", node, "activates " + ghost.name(id) + ", which " + cover.get());
    }
    if (known.failed.contains(id)) {
      throw ghost.violated("INV-7", node, "activates " + ghost.name(id) + ", which failed here");
    }
    if (!known.passedTrials.contains(manifest.digest())) {
      throw ghost.violated("INV-8", node, "activates " + ghost.name(id) + " without a trial");
    }
    boolean head = known.heard.head(manifest.name()).filter(told::equals).isPresent();
    if (!known.opened.contains(id)) {
      first(node, told, head);
    } else if (!head
        && !told.promotedFor(node.self())
        && !id.equals(known.active.get(manifest.name()))) {
      throw ghost.violated(
          "INV-11", node, "goes back to " + ghost.name(id) + ", which was never proven here");
    }
    if (!head) {
      fallback(node, told);
    }
  }

  /**
   * Rule 9: where the head is lost, by all or by one that had opened it, they go back to what it
   * names, if that is proven here and is there.
   */
  private void fallback(SimulatedNode node, Heard.Told told) {
    Ghost.OfNode known = ghost.of(node);
    Heard.Told head = known.heard.head(told.announcement.model()).orElseThrow();
    boolean lost =
        head.cover(node.self()).isPresent()
            || (known.opened.contains(head.id) && known.failed.contains(head.id));
    if (!lost) {
      return;
    }
    allProven(node, told.announcement.model())
        .filter(wanted -> wanted.id.equals(head.announcement.returnTo()) && !wanted.equals(told))
        .filter(wanted -> isThere(node, wanted))
        .findFirst()
        .ifPresent(
            wanted -> {
              throw ghost.violated(
                  "INV-11",
                  node,
                  "goes back to "
                      + ghost.name(told.id)
                      + ", where "
                      + ghost.name(wanted.id)
                      + " is named and proven");
            });
  }

  private void first(SimulatedNode node, Heard.Told told, boolean head) {
    Optional<Place> place = told.place(node.self());
    if (place.isEmpty()) {
      throw ghost.violated("INV-8", node, "opens " + ghost.name(told.id) + ", not meant for it");
    }
    if (told.halted()) {
      throw ghost.violated("INV-9", node, "opens " + ghost.name(told.id) + ", which is halted");
    }
    if (head && told.paused()) {
      throw ghost.violated("INV-9", node, "opens " + ghost.name(told.id) + ", which is paused");
    }
    boolean proven = told.promotedFor(node.self());
    if (head && !proven) {
      window(node, told, place.get().wave());
    }
    if (proven) {
      return;
    }
    if (!head) {
      throw ghost.violated(
          "INV-11",
          node,
          "opens "
              + ghost.name(told.id)
              + " below the floor "
              + ghost.name(ghost.of(node).heard.head(told.announcement.model()).orElseThrow().id));
    }
    if (told.announcement.expires().toEpochMilli() <= ghost.of(node).wallMillis) {
      throw ghost.violated(
          "INV-8", node, "opens " + ghost.name(told.id) + ", which expired by its own clock");
    }
    if (retriesInSilence(node, told)) {
      throw ghost.violated(
          "INV-8", node, "opens " + ghost.name(told.id) + ", a retry that does not say so");
    }
    Optional<Panel> closedBy = told.waitsFor(place.get().wave());
    if (closedBy.isPresent()) {
      throw ghost.violated(
          "INV-8",
          node,
          "opens "
              + ghost.name(told.id)
              + " before "
              + closedBy.get().words()
              + " of an earlier wave promoted it");
    }
  }

  private void window(SimulatedNode node, Heard.Told told, int wave) {
    List<Window> windows = told.announcement.plan().waves().get(wave).windows();
    if (!Windows.areOpen(windows, ghost.of(node).wallMillis, node.profile())) {
      throw ghost.violated("INV-8", node, "opens " + ghost.name(told.id) + " outside its window");
    }
  }

  /** Rule 10: the same manifest was rolled back in a rollout that this one does not name. */
  boolean retriesInSilence(SimulatedNode node, Heard.Told told) {
    Ghost.OfNode known = ghost.of(node);
    return known.heard.following(told.announcement.model()).stream()
        .filter(other -> other.isBelow(told) && !known.wasOutlived(other.id))
        .filter(other -> other.announcement.manifest().equals(told.announcement.manifest()))
        .filter(Heard.Told::rolledBackSomewhere)
        .reduce((lower, higher) -> higher)
        .filter(latest -> !latest.id.equals(told.announcement.retryOf()))
        .isPresent();
  }

  /** Rule 9: nobody answers "not ready" who has a version that is proven here and may run. */
  void checkStopped(SimulatedNode node, ModelName model) {
    proven(node, model)
        .filter(told -> isThere(node, told))
        .ifPresent(
            told -> {
              throw ghost.violated(
                  "INV-16", node, "stops to serve although it knows " + ghost.name(told.id));
            });
  }

  /** Whether a version could serve now: complete, and tried by this node. */
  private boolean isThere(SimulatedNode node, Heard.Told told) {
    Manifest manifest = ghost.mesh.manifest(told.announcement.manifest());
    return node.holdsAllOf(manifest) && ghost.of(node).passedTrials.contains(manifest.digest());
  }

  /** The watchdog: a node leaves what failed on it at once, whatever it can go to. */
  void checkLeft(SimulatedNode node, Digest failed) {
    Heard.Told told = ghost.of(node).heard.rollout(failed);
    if (told == null) {
      return;
    }
    ModelName model = told.announcement.model();
    boolean serves =
        failed.equals(ghost.of(node).active.get(model))
            && node.serving().stream()
                .anyMatch(manifest -> manifest.digest().equals(told.announcement.manifest()));
    if (serves) {
      throw ghost.violated("INV-7", node, "stays on " + ghost.name(failed) + ", which failed here");
    }
  }

  /**
   * A version that this node may run and that its region proved; empty if it knows none. One whose
   * juror voted twice or was revoked is left out: which of its certificates a node holds is not
   * told here.
   */
  Optional<Heard.Told> proven(SimulatedNode node, ModelName model) {
    return allProven(node, model).findFirst();
  }

  private Stream<Heard.Told> allProven(SimulatedNode node, ModelName model) {
    Ghost.OfNode known = ghost.of(node);
    Optional<Heard.Told> head = known.heard.head(model);
    return known.heard.following(model).stream()
        .filter(told -> told.promotedFor(node.self()) && !told.halted())
        .filter(told -> told.doubted.isEmpty() && !told.isWeakened())
        .filter(told -> !told.paused() || !head.equals(Optional.of(told)))
        .filter(told -> told.cover(node.self()).isEmpty() && !known.failed.contains(told.id))
        .filter(told -> !known.forgotten.contains(told.id))
        .filter(told -> !ghost.misfits(node, told.announcement));
  }
}
