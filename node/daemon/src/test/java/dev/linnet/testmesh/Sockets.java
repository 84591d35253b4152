package dev.linnet.testmesh;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** What the other end does with a connection. */
public final class Sockets {
  private Sockets() {}

  /**
   * Whether it ends the connection before it is silent for so long; what it says is passed over.
   */
  public static boolean isCut(Socket socket, Duration silence) throws IOException {
    socket.setSoTimeout((int) silence.toMillis());
    byte[] passedOver = new byte[1024];
    try {
      while (socket.getInputStream().read(passedOver) >= 0) {
        continue;
      }
      return true;
    } catch (SocketTimeoutException stands) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }
}
