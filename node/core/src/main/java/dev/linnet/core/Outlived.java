package dev.linnet.core;

import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Garbage.LeftBehind;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts that the mesh has left behind and this node not yet: it serves one, or has no other to
 * go back to, since what the mesh settled on does not fit it or failed here. It goes by what it
 * knew of them and tells nobody of them any more. Once it has left one too, its facts and its
 * manifest go, and with them the chunks that no other version shares. What was pushed and never
 * announced stays until a person lets it go.
 */
final class Outlived {
  private final Replica replica;
  private final Stock stock;

  /** With no places if the replica holds its facts still, or holds them to be forbidden. */
  private final Map<Digest, LeftBehind> waiting = new TreeMap<>();

  Outlived(Replica replica, Stock stock) {
    this.replica = replica;
    this.stock = stock;
  }

  /** The rollouts of a model are others than before. */
  void changed(List<Rollout> before, List<Rollout> now) {
    before.forEach(
        rollout -> waiting.putIfAbsent(rollout.id(), new LeftBehind(rollout, List.of())));
    now.forEach(rollout -> waiting.remove(rollout.id()));
  }

  /** The replica holds the facts of these rollouts no more; the disk does. */
  void leave(List<LeftBehind> leftBehind) {
    leftBehind.forEach(left -> waiting.put(left.rollout().id(), left));
  }

  /** The rollouts of a model that only this node still knows. */
  List<Rollout> leftBehind(ModelName model) {
    return waiting.isEmpty()
        ? List.of()
        : ofModel(model)
            .filter(left -> !left.places().isEmpty())
            .map(LeftBehind::rollout)
            .sorted(Rollout.HEAD_FIRST)
            .toList();
  }

  private Stream<LeftBehind> ofModel(ModelName model) {
    return waiting.values().stream()
        .filter(left -> left.rollout().announcement().model().equals(model));
  }

  /** Lets the rollouts of a model go that this node does not need any more. */
  void drop(ModelName model, Predicate<Digest> needs, Effects effects) {
    List<LeftBehind> spared =
        ofModel(model).filter(left -> !needs.test(left.rollout().id())).toList();
    for (LeftBehind left : spared) {
      waiting.remove(left.rollout().id());
      left.places().forEach(effects::forget);
    }
    for (LeftBehind left : spared) {
      Digest manifest = left.rollout().announcement().manifest();
      if (needing(manifest).isEmpty()) {
        stock.drop(manifest, effects);
      }
    }
  }

  /** Lets a manifest go at a person's word, unless it is needed; returns why it stays, or null. */
  @Nullable String remove(Digest manifest, Effects effects) {
    Optional<Rollout> needs = needing(manifest);
    if (needs.isPresent()) {
      return "rollout %s of %s %s needs it: it goes once another version has replaced that"
          .formatted(
              needs.get().id().brief(),
              needs.get().announcement().model(),
              needs.get().announcement().version());
    }
    stock.drop(manifest, effects);
    return null;
  }

  private Optional<Rollout> needing(Digest manifest) {
    return Stream.concat(
            replica.models().stream().flatMap(model -> replica.rollouts(model).stream()),
            waiting.values().stream().map(LeftBehind::rollout))
        .filter(rollout -> rollout.announcement().manifest().equals(manifest))
        .findFirst();
  }
}
