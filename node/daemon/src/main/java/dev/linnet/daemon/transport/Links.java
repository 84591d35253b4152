package dev.linnet.daemon.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections that this node dials: one for each peer and address, at most so many. Addresses
 * that are only hearsay have few places as long as nobody greeted there, and where places run out
 * the longest unused makes way: a member that invents members keeps nobody else from being dialled.
 */
final class Links {
  private static final int MAX_UNTRIED_HEARSAY = 64;
  private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(1);

  private final MeshContext context;
  private final Map<Expected, Link> links = new HashMap<>();
  private boolean closed;

  Links(MeshContext context) {
    this.context = context;
  }

  /**
   * The link to whom it expects; null if that is a revoked node, no place can be made, or the port
   * is closed.
   */
  @Nullable Link to(Expected expected) {
    if (expected.node() != null && context.revoked().contains(expected.node())) {
      return null;
    }
    Link evicted = null;
    Link link;
    synchronized (this) {
      link = links.get(expected);
      if (link != null || closed) {
        return link;
      }
      if (expected.isHearsay() && count(Links::isUntriedHearsay) >= MAX_UNTRIED_HEARSAY) {
        evicted = removeOldest(Links::isUntriedHearsay);
      } else if (links.size() >= context.config().maxPeers()) {
        evicted = removeOldest(other -> !other.isWanted());
        if (evicted == null) {
          return null;
        }
      }
      link = new Link(expected, context);
      links.put(expected, link);
    }
    if (evicted != null) {
      evicted.close();
    }
    return link;
  }

  private static boolean isUntriedHearsay(Link link) {
    return link.expected().isHearsay() && link.isUntried();
  }

  private long count(Predicate<Link> which) {
    return links.values().stream().filter(which).count();
  }

  private @Nullable Link removeOldest(Predicate<Link> which) {
    long now = System.nanoTime();
    Link oldest =
        links.values().stream()
            .filter(which)
            .max(Comparator.comparingLong(link -> now - link.lastUseNanos()))
            .orElse(null);
    if (oldest != null) {
      links.remove(oldest.expected());
    }
    return oldest;
  }

  /** How many frames wait for a greeting, on all links together. */
  synchronized int waitingForGreeting() {
    return links.values().stream().mapToInt(Link::waitingForGreeting).sum();
  }

  /** Closes links that sent nothing for long. */
  void closeIdle() {
    long now = System.nanoTime();
    List<Link> idle = new ArrayList<>();
    synchronized (this) {
      Iterator<Link> all = links.values().iterator();
      while (all.hasNext()) {
        Link link = all.next();
        if (!link.isWanted()
            && now - link.lastUseNanos() > context.config().idleAfter().toNanos()) {
          all.remove();
          idle.add(link);
        }
      }
    }
    idle.forEach(Link::close);
  }

  /** Breaks the links to revoked nodes, whatever is under way on them. */
  void cutRevoked() {
    List<Link> cut;
    synchronized (this) {
      cut =
          links.values().stream()
              .filter(link -> link.peer().filter(context.revoked()::contains).isPresent())
              .toList();
      cut.forEach(link -> links.remove(link.expected()));
    }
    cut.forEach(Link::abort);
  }

  /** Breaks all links at once. */
  void abort() {
    List<Link> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(links.values());
      links.clear();
    }
    all.forEach(Link::abort);
    long deadline = System.nanoTime() + ABORT_TIMEOUT.toNanos();
    all.forEach(link -> link.awaitEnd(deadline - System.nanoTime()));
  }
}
