package dev.linnet.daemon.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections that this node dials: one for each peer and address, at most so many. */
final class Links {
  private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(1);

  private final MeshContext context;
  private final Map<Expected, Link> links = new HashMap<>();
  private boolean closed;

  Links(MeshContext context) {
    this.context = context;
  }

  /** The link to whom it expects; null if there are too many already, or the port is closed. */
  synchronized @Nullable Link to(Expected expected) {
    Link link = links.get(expected);
    if (link == null && !closed && links.size() < context.config().maxPeers()) {
      link = new Link(expected, context);
      links.put(expected, link);
    }
    return link;
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
