package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * Tells, after a call in plain got no answer, whether the server speaks TLS. Nothing of the
 * caller's is sent: half a greeting of TLS, which no server completes, and which one that speaks
 * TLS answers with an alert.
 */
final class TlsProbe {
  private static final int PATIENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(2);

  /** A record of a handshake (RFC 8446, 5.1) with a message that is no greeting. */
  private static final byte[] NO_GREETING = {22, 3, 1, 0, 4, 1, 0, 0, 0};

  private static final int ALERT = 21;

  private TlsProbe() {}

  static boolean speaksTls(Address address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(NO_GREETING);
      InputStream in = socket.getInputStream();
      return in.read() == ALERT;
    } catch (IOException e) {
      return false;
    }
  }
}
