package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The living sessions by peer. Two nodes may hold several, when both dialled; frames go out on the
 * newest. The first tells that a peer is up, the loss of the last that it is suspected.
 */
final class Sessions {
  private static final int MAX_FOR_ONE_PEER = 4;

  private final MeshTransport.Handler handler;
  private final Map<NodeName, List<Session>> byNode = new TreeMap<>();
  private boolean closed;

  Sessions(MeshTransport.Handler handler) {
    this.handler = handler;
  }

  synchronized void add(Session session) {
    if (closed) {
      session.close();
      return;
    }
    Peer peer = session.peer();
    List<Session> sessions = byNode.computeIfAbsent(peer.node(), node -> new ArrayList<>());
    boolean news = sessions.stream().noneMatch(other -> other.peer().equals(peer));
    sessions.add(session);
    if (sessions.size() > MAX_FOR_ONE_PEER) {
      sessions.remove(0).close();
    }
    if (news) {
      handler.onPeerUp(peer);
    }
  }

  /**
   * Forgets a session.
   *
   * @param lost it broke, rather than being ended by one side
   */
  synchronized void remove(Session session, boolean lost) {
    List<Session> sessions = byNode.get(session.peer().node());
    if (sessions == null || !sessions.remove(session)) {
      return;
    }
    if (sessions.isEmpty()) {
      byNode.remove(session.peer().node());
      if (lost && !closed) {
        handler.onPeerDown(session.peer().node(), true);
      }
    }
  }

  synchronized @Nullable Session to(NodeName node) {
    List<Session> sessions = byNode.get(node);
    return sessions == null ? null : sessions.get(sessions.size() - 1);
  }

  /** How many peers there are. */
  synchronized int count() {
    return byNode.size();
  }

  /** How many frames wait to be written, on all sessions together. */
  synchronized int waiting() {
    return byNode.values().stream()
        .flatMap(List::stream)
        .mapToInt(session -> session.outbox().waiting())
        .sum();
  }

  /** The newest session with a peer of this region that says it is reached at this address. */
  synchronized @Nullable Session to(Address address, RegionName region) {
    for (List<Session> sessions : byNode.values()) {
      Session newest = sessions.get(sessions.size() - 1);
      if (newest.peer().address().equals(address) && newest.peer().region().equals(region)) {
        return newest;
      }
    }
    return null;
  }

  /** Tells nothing any more: the port is being closed. */
  synchronized void mute() {
    closed = true;
  }
}
