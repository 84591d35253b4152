package dev.linnet.core.swarm;

import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The orders that are not answered yet, oldest first; never more than a few dozen. */
final class InFlight {
  record Placed(
      Order order, Digest chunk, SourceKey source, long placedAtNanos, long deadlineNanos) {}

  private final List<Placed> placed = new ArrayList<>();

  int size() {
    return placed.size();
  }

  void add(Placed order) {
    placed.add(order);
  }

  /** The oldest order of a chunk. */
  @Nullable Placed find(Digest chunk) {
    for (Placed order : placed) {
      if (order.chunk().equals(chunk)) {
        return order;
      }
    }
    return null;
  }

  /** How many orders of a chunk there are. */
  int count(Digest chunk) {
    return (int) placed.stream().filter(order -> order.chunk().equals(chunk)).count();
  }

  /** Takes out the order of a chunk from a source; null if there is none. */
  @Nullable Placed take(Digest chunk, SourceKey source) {
    for (int i = 0; i < placed.size(); i++) {
      if (placed.get(i).chunk().equals(chunk) && placed.get(i).source().equals(source)) {
        return placed.remove(i);
      }
    }
    return null;
  }

  /** Takes out all orders that {@code condition} holds for. */
  List<Placed> takeAll(Predicate<Placed> condition) {
    List<Placed> taken = placed.stream().filter(condition).toList();
    placed.removeIf(condition);
    return taken;
  }
}
