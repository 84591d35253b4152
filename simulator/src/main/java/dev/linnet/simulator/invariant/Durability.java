package dev.linnet.simulator.invariant;

import dev.linnet.core.Message;
import dev.linnet.core.NodeView;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.invariant.FactReader.Reading;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rule 12 and INV-1, 11, 14, 17: nothing leaves that is not on the disk, and no floor falls. */
final class Durability {
  private final Ghost ghost;

  Durability(Ghost ghost) {
    this.ghost = ghost;
  }

  /** A pulse alone is never written, since none is fresh after a restart; it must be sound. */
  void onSent(SimulatedNode node, Message message) {
    if (message instanceof Message.FactsPushed pushed) {
      for (Fact fact : pushed.facts()) {
        boolean pulse = ghost.reader.read(fact).content() instanceof Pulse;
        if (!pulse && !ghost.of(node).durable.contains(fact)) {
          throw ghost.violated(
              "INV-1", node, "forwards a fact that it never checked and wrote: " + about(fact));
        }
      }
    }
  }

  void onPersisted(SimulatedNode node, Fact fact) {
    Reading reading = ghost.reader.read(fact);
    Digest rollout = reading.rollout();
    if (rollout != null && !(reading.content() instanceof Vote)) {
      Optional.ofNullable(ghost.reader.announcements().get(rollout))
          .ifPresent(announcement -> ghost.of(node).changed.add(announcement.model()));
    }
    if (reading.content() instanceof Announcement
        && rollout != null
        && ghost.of(node).forgotten.contains(rollout)
        && isOutlived(node, rollout)) {
      throw ghost.violated("INV-11", node, "takes in again " + ghost.name(rollout));
    }
  }

  /** Of what this event brought, all must count before anything is outlived. */
  void onHandled(SimulatedNode node) {
    Ghost.OfNode known = ghost.of(node);
    for (ModelName model : known.changed) {
      known.heard.of(model).stream()
          .map(told -> told.id)
          .filter(rollout -> isOutlived(node, rollout))
          .forEach(known.outlived::add);
    }
    known.changed.clear();
  }

  /** A node may keep for itself what its replica let go of rightly, and forget it much later. */
  private boolean wasOutlived(SimulatedNode node, Digest rollout) {
    return ghost.of(node).outlived.contains(rollout) || isOutlived(node, rollout);
  }

  /** Whether a higher rollout that was superseded in turn is promoted wherever this one went. */
  private boolean isOutlived(SimulatedNode node, Digest rollout) {
    Heard heard = ghost.of(node).heard;
    Heard.Told told = Objects.requireNonNull(heard.rollout(rollout));
    ModelName model = told.announcement.model();
    Optional<Digest> head = heard.head(model).map(first -> first.id);
    return heard.of(model).stream()
        .filter(other -> head.filter(first -> !first.equals(other.id)).isPresent())
        .filter(other -> told.isBelow(other) && !other.aborted)
        .filter(other -> other.panels().stream().allMatch(other::promoted))
        .anyMatch(other -> other.announcement.covers(told.announcement));
  }

  void onForgotten(SimulatedNode node, Fact fact) {
    Reading reading = ghost.reader.read(fact);
    if (reading.content() instanceof Announcement announcement && reading.rollout() != null) {
      Optional<Heard.Told> head = ghost.of(node).heard.head(announcement.model());
      if (head.filter(told -> told.id.equals(reading.rollout())).isPresent()) {
        throw ghost.violated("INV-11", node, "forgets the floor, " + ghost.name(reading.rollout()));
      }
      if (!wasOutlived(node, reading.rollout())) {
        throw ghost.violated(
            "INV-17",
            node,
            "forgets " + ghost.name(reading.rollout()) + ", to which it may have to go back");
      }
      ghost.of(node).forgotten.add(reading.rollout());
    }
  }

  /** The rollouts that this node alone still knows, and that count for it alone. */
  static Set<Digest> leftBehind(NodeView view) {
    Set<Digest> leftBehind = new TreeSet<>();
    view.courses().values().forEach(course -> leftBehind.addAll(course.leftBehind()));
    return leftBehind;
  }

  /** The head that a node shows is the highest it ever heard of. */
  void checkFloor(SimulatedNode node) {
    Map<ModelName, Digest> heads = new TreeMap<>();
    NodeView view = node.view();
    for (Digest left : leftBehind(view)) {
      if (!wasOutlived(node, left)) {
        throw ghost.violated(
            "INV-17", node, "tells nobody any more of " + ghost.name(left) + ", which counts");
      }
    }
    for (Rollout rollout : view.rollouts()) {
      heads.putIfAbsent(rollout.announcement().model(), rollout.id());
    }
    for (Digest known : ghost.reader.announcements().keySet()) {
      ModelName model = Objects.requireNonNull(ghost.reader.announcements().get(known)).model();
      Optional<Digest> floor = ghost.of(node).heard.head(model).map(told -> told.id);
      if (floor.isPresent() && !floor.get().equals(heads.get(model))) {
        throw ghost.violated(
            "INV-11",
            node,
            "no longer knows the floor of " + model + ", " + ghost.name(floor.get()));
      }
    }
  }

  void onManifestStored(SimulatedNode node, Digest digest, String json) {
    if (!Digest.of(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)).equals(digest)) {
      throw ghost.violated("INV-14", node, "stores other bytes than manifest " + digest.brief());
    }
  }

  /** What serves, and what it would go back to, stays. */
  void onManifestDropped(SimulatedNode node, Digest manifest) {
    Ghost.OfNode known = ghost.of(node);
    for (Digest active : known.active.values()) {
      Heard.Told told = known.heard.rollout(active);
      Digest returnTo = told == null ? null : told.announcement.returnTo();
      Heard.Told fallback = known.heard.rollout(returnTo);
      boolean needed =
          (told != null && told.announcement.manifest().equals(manifest))
              || (fallback != null && fallback.announcement.manifest().equals(manifest));
      if (needed) {
        throw ghost.violated(
            "INV-17", node, "lets go of manifest " + manifest.brief() + ", which it needs");
      }
    }
  }

  private String about(Fact fact) {
    Reading reading = ghost.reader.read(fact);
    return reading.rollout() == null
        ? fact.getClass().getSimpleName()
        : fact.getClass().getSimpleName() + " on " + ghost.name(reading.rollout());
  }
}
