package dev.linnet.daemon.access;

import dev.linnet.daemon.ports.Doorway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;

/**
 * A {@link Doorway} before a port of Jetty's. It remembers where each connection came from, which a
 * closed one does not tell any more; Jetty may say of one twice that it has gone.
 */
final class JettyDoor implements SelectorManager.AcceptListener {
  private final Doorway doorway;
  private final Map<SelectableChannel, InetAddress> in = new ConcurrentHashMap<>();

  JettyDoor(Doorway doorway) {
    this.doorway = doorway;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    from(channel)
        .filter(doorway::enter)
        .ifPresentOrElse(from -> in.put(channel, from), () -> IO.close(channel));
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    InetAddress from = in.remove(channel);
    if (from != null) {
      doorway.leave(from);
    }
  }

  private static Optional<InetAddress> from(SelectableChannel channel) {
    try {
      return Optional.ofNullable(((SocketChannel) channel).getRemoteAddress())
          .map(address -> ((InetSocketAddress) address).getAddress());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
