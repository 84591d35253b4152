package dev.linnet.testmesh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whose connection arrives: all nodes share one loopback address, so the system's table of sockets
 * is asked for the process behind the other end. Linux only.
 */
final class Dialers {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  private Dialers() {}

  /** Whether the system can tell. */
  static boolean known() {
    return Files.isReadable(TABLES.get(0));
  }

  /**
   * The process among {@code pids} that dialed.
   *
   * @param dialer the other end's address
   * @param accepted this end's port
   */
  static Optional<Long> pid(InetSocketAddress dialer, int accepted, Iterable<Long> pids) {
    Optional<String> inode = inode(dialer.getPort(), accepted);
    if (inode.isPresent()) {
      String socket = "socket:[" + inode.get() + "]";
      for (long pid : pids) {
        if (holds(pid, socket)) {
          return Optional.of(pid);
        }
      }
    }
    return Optional.empty();
  }

  /** Columns: place, local address:port, remote address:port (hexadecimal), ..., 10th the inode. */
  private static Optional<String> inode(int localPort, int remotePort) {
    String local = ":%04X".formatted(localPort);
    String remote = ":%04X".formatted(remotePort);
    for (Path table : TABLES) {
      try {
        for (String line : Files.readAllLines(table)) {
          String[] columns = line.strip().split("\\s+", -1);
          if (columns.length > 9 && columns[1].endsWith(local) && columns[2].endsWith(remote)) {
            return Optional.of(columns[9]);
          }
        }
      } catch (IOException e) {
        continue;
      }
    }
    return Optional.empty();
  }

  private static boolean holds(long pid, String socket) {
    Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : all) {
        if (pointsTo(descriptor, socket)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  private static boolean pointsTo(Path descriptor, String socket) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(socket);
    } catch (IOException e) {
      return false;
    }
  }
}
