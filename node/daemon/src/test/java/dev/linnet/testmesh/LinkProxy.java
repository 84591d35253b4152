package dev.linnet.testmesh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The link in front of one node's mesh port, at the address that the node advertises. Passes bytes
 * on while the link to the dialer's region is open; closes and refuses while it is cut.
 */
final class LinkProxy implements AutoCloseable {
  /** What the proxy asks of the mesh around it. */
  interface Links {
    /** The region of whoever dialed; nothing if it is no node of the mesh. */
    Optional<String> regionOf(InetSocketAddress dialer, int accepted);

    boolean open(String from, String to);
  }

  private final String region;
  private final int targetPort;
  private final Links links;
  private final ServerSocket server;
  private final Set<Link> connected = ConcurrentHashMap.newKeySet();
  private volatile boolean trickling;
  private final AtomicLong refused = new AtomicLong();

  private record Link(String from, Socket near, Socket far) {
    void close() {
      closeQuietly(near);
      closeQuietly(far);
    }
  }

  /**
   * Opens the link.
   *
   * @param region where the node behind it is
   * @param port where others reach the node
   * @param targetPort where the node listens
   */
  LinkProxy(String region, int port, int targetPort, Links links) {
    this.region = region;
    this.targetPort = targetPort;
    this.links = links;
    try {
      server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
    daemonThread("link to port " + targetPort, this::accept);
  }

  /** From now on what the node answers to those who dialed it comes one byte a second. */
  void trickle() {
    trickling = true;
  }

  /** How many connections were refused because a link was cut. */
  long refused() {
    return refused.get();
  }

  /** Closes the connections of links that are cut now. */
  void applyCuts() {
    connected.removeIf(
        link -> {
          boolean cut = !links.open(link.from(), region);
          if (cut) {
            link.close();
          }
          return cut;
        });
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        daemonThread("dial of port " + near.getPort(), () -> connect(near));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(Socket near) {
    Optional<String> from =
        links.regionOf((InetSocketAddress) near.getRemoteSocketAddress(), server.getLocalPort());
    if (from.isEmpty() || !links.open(from.get(), region)) {
      refused.incrementAndGet();
      closeQuietly(near);
      return;
    }
    Socket far;
    try {
      far = new Socket(InetAddress.getLoopbackAddress(), targetPort);
      far.setTcpNoDelay(true);
      near.setTcpNoDelay(true);
    } catch (IOException e) {
      closeQuietly(near);
      return;
    }
    Link link = new Link(from.get(), near, far);
    connected.add(link);
    applyCuts();
    daemonThread("link forth", () -> pump(link, near, far));
    daemonThread("link back", () -> pump(link, far, near));
  }

  private void pump(Link link, Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        int sent = 0;
        while (trickling && from == link.far() && sent < read) {
          out.write(buffer[sent++]);
          Await.pause(1_000);
        }
        out.write(buffer, sent, read - sent);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      link.close();
    } finally {
      if (from.isClosed() || to.isClosed() || (to.isOutputShutdown() && from.isOutputShutdown())) {
        link.close();
        connected.remove(link);
      }
    }
  }

  private static void daemonThread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // A socket that cannot be closed is gone already.
      return;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connected.forEach(Link::close);
  }
}
