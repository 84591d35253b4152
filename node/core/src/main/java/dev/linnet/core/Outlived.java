package dev.linnet.core;

import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Garbage;
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
  private final Map<Digest, Rollout> waiting = new TreeMap<>();
  private final Map<Digest, List<String>> places = new TreeMap<>();

  Outlived(Replica replica, Stock stock) {
    this.replica = replica;
    this.stock = stock;
  }

  /** The rollouts of a model are others than before. */
  void changed(List<Rollout> before, List<Rollout> now) {
    before.forEach(rollout -> waiting.putIfAbsent(rollout.id(), rollout));
    for (Rollout rollout : now) {
      waiting.remove(rollout.id());
      places.remove(rollout.id());
    }
  }

  /** The replica holds the facts of these rollouts no more; the disk does. */
  void leave(List<Garbage.LeftBehind> leftBehind) {
    for (Garbage.LeftBehind left : leftBehind) {
      waiting.put(left.rollout().id(), left.rollout());
      places.put(left.rollout().id(), left.places());
    }
  }

  /** The rollouts of a model that only this node still knows. */
  List<Rollout> leftBehind(ModelName model) {
    return places.isEmpty()
        ? List.of()
        : ofModel(model)
            .filter(rollout -> places.containsKey(rollout.id()))
            .sorted(Rollout.HEAD_FIRST)
            .toList();
  }

  private Stream<Rollout> ofModel(ModelName model) {
    return waiting.values().stream()
        .filter(rollout -> rollout.announcement().model().equals(model));
  }

  /** Lets the rollouts of a model go that this node does not need any more. */
  void drop(ModelName model, Predicate<Digest> needs, Effects effects) {
    List<Rollout> left = ofModel(model).filter(rollout -> !needs.test(rollout.id())).toList();
    for (Rollout rollout : left) {
      waiting.remove(rollout.id());
      Optional.ofNullable(places.remove(rollout.id()))
          .ifPresent(emptied -> emptied.forEach(effects::forget));
    }
    for (Rollout rollout : left) {
      if (needing(rollout.announcement().manifest()).isEmpty()) {
        stock.drop(rollout.announcement().manifest(), effects);
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
    return replica.models().stream()
        .flatMap(model -> replica.rollouts(model).stream())
        .filter(rollout -> rollout.announcement().manifest().equals(manifest))
        .findFirst()
        .or(
            () ->
                waiting.values().stream()
                    .filter(rollout -> rollout.announcement().manifest().equals(manifest))
                    .findFirst());
  }
}
