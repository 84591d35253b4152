package dev.linnet.core;

import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts that the mesh has left behind and this node not yet. Once it has, their manifests go,
 * and with them the chunks that no other version shares. What was pushed and never announced stays
 * until a person lets it go.
 */
final class Outlived {
  private final Replica replica;
  private final Stock stock;
  private final Map<Digest, Rollout> waiting = new TreeMap<>();

  Outlived(Replica replica, Stock stock) {
    this.replica = replica;
    this.stock = stock;
  }

  /** The rollouts of a model are others than before. */
  void changed(List<Rollout> before, List<Rollout> now) {
    before.forEach(rollout -> waiting.put(rollout.id(), rollout));
    now.forEach(rollout -> waiting.remove(rollout.id()));
  }

  /** Lets the manifests of a model go that nothing rests on any more. */
  void drop(ModelName model, Predicate<Digest> restsOn, Effects effects) {
    List<Rollout> left =
        waiting.values().stream()
            .filter(rollout -> rollout.announcement().model().equals(model))
            .filter(rollout -> !restsOn.test(rollout.id()) && !isReturn(rollout))
            .toList();
    left.forEach(rollout -> waiting.remove(rollout.id()));
    for (Rollout rollout : left) {
      if (needing(rollout.announcement().manifest()).isEmpty()) {
        stock.drop(rollout.announcement().manifest(), effects);
      }
    }
  }

  private boolean isReturn(Rollout rollout) {
    return replica.rollouts(rollout.announcement().model()).stream()
        .anyMatch(kept -> rollout.id().equals(kept.announcement().returnTo()));
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
