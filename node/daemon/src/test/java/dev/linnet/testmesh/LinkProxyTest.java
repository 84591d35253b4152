package dev.linnet.testmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class LinkProxyTest {
  private final AtomicBoolean open = new AtomicBoolean(true);

  /** All that this process dials comes from na; the proxy stands in eu. */
  private final LinkProxy.Links links =
      new LinkProxy.Links() {
        @Override
        public Optional<String> regionOf(InetSocketAddress dialer, int accepted) {
          List<Long> self = List.of(ProcessHandle.current().pid());
          return Dialers.pid(dialer, accepted, self).map(pid -> "na");
        }

        @Override
        public boolean open(String from, String to) {
          return open.get();
        }
      };

  @Test
  void passesBytesBothWaysUntilTheLinkIsCut() throws IOException {
    assumeTrue(Dialers.known(), "the system can tell who dialed");
    int port = Ports.free();
    try (ServerSocket node = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        LinkProxy proxy = new LinkProxy("eu", port, node.getLocalPort(), links);
        Socket dialer = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket accepted = node.accept()) {
      dialer.getOutputStream().write(7);
      assertThat(accepted.getInputStream().read()).isEqualTo(7);
      accepted.getOutputStream().write(8);
      assertThat(dialer.getInputStream().read()).isEqualTo(8);

      open.set(false);
      proxy.applyCuts();

      assertThat(ended(dialer)).isTrue();
      assertThat(ended(accepted)).isTrue();
      try (Socket again = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(ended(again)).isTrue();
      }
      Await.until("the dial is refused", Duration.ofSeconds(5), () -> proxy.refused() == 1);
    }
  }

  private static boolean ended(Socket socket) throws IOException {
    socket.setSoTimeout(5_000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }
}
