package dev.linnet.daemon.transport;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;

/** Hears everything and does nothing. */
final class SilentHandler implements MeshTransport.Handler {
  @Override
  public void onMessage(NodeName from, Message message, Runnable done) {
    done.run();
  }

  @Override
  public void onPeerUp(Peer peer) {}

  @Override
  public void onPeerDown(NodeName node, boolean suspectedOnly) {}

  @Override
  public void onRefused(String reason) {}
}
