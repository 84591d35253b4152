package dev.linnet.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Passes connections on. A node's API ports are on the loopback of its host, which no other host
 * reaches, and so no fault of a link touches them; files are shared by all hosts, and so are
 * sockets that are files. One relay on the host leads from such a socket to the port, one here from
 * a port to the socket.
 */
public final class Relay implements AutoCloseable {
  private final ServerSocketChannel server;
  private final SocketAddress target;

  private Relay(ServerSocketChannel server, SocketAddress target) {
    this.server = server;
    this.target = target;
    background("relay to " + target, this::accept);
  }

  /** On the host: {@code Relay SOCKET PORT [SOCKET PORT]}; runs until it is killed. */
  public static void main(String[] args) throws IOException, InterruptedException {
    for (int i = 0; i < args.length; i += 2) {
      Path socket = Path.of(args[i]);
      Files.deleteIfExists(socket);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      var unused = new Relay(server, loopback(Integer.parseInt(args[i + 1])));
    }
    Thread.currentThread().join();
  }

  /** Here: from a port of loopback to the socket. */
  static Relay to(Path socket, int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(loopback(port));
    return new Relay(server, UnixDomainSocketAddress.of(socket));
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel near = server.accept();
        background("relay", () -> connect(near));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(SocketChannel near) {
    try (near;
        SocketChannel far = SocketChannel.open(target)) {
      Thread back = background("relay back", () -> pump(far, near));
      pump(near, far);
      back.join();
    } catch (IOException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pump(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (ClosedChannelException e) {
      return;
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      return;
    }
  }

  private static Thread background(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
