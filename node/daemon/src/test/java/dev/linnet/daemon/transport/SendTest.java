package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transport.TestNode.Heard;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SendTest {
  private final TestMesh mesh;

  SendTest(@TempDir Path temp) {
    this.mesh = new TestMesh(temp.resolve("mesh"), "birds");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  @Test
  void everyKindOfMessageArrivesInOrderUnderTheSendersName() throws Exception {
    TestNode from = mesh.start("eu-1", "eu");
    TestNode to = mesh.start("us-1", "us");
    WireCodecTest.messages().forEach(message -> from.port.send(to.peer(), message));
    await("all to arrive", () -> to.heard.size() == WireCodecTest.messages().count());

    assertThat(to.heard)
        .containsExactlyElementsOf(
            WireCodecTest.messages()
                .map(message -> new Heard(new NodeName("eu-1"), message))
                .toList());
  }

  @Test
  void aFloodIsDroppedAndNeverBlocks() throws Exception {
    TestNode node = mesh.start("eu-1", "eu");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Peer stuck =
          new Peer(
              new NodeName("eu-2"),
              node.identity.region(),
              new Address("127.0.0.1", silent.getLocalPort()));
      byte[] large = new byte[100_000];
      Message message = new Message.ManifestGiven(Digest.of(large), Bytes.copyOf(large));

      for (int count = 0; count < 5_000; count++) {
        node.port.send(stuck, message);
      }
      assertThat(node.port.losses().droppedSends()).isGreaterThanOrEqualTo(4_900);
      assertThat(node.port.queued()).isBetween(1, 100);
    }
  }

  @Test
  void aMessageTooLargeForTheWireIsDroppedAndTheNextArrives() throws Exception {
    TestNode from = mesh.start("eu-1", "eu");
    TestNode to = mesh.start("us-1", "us");
    byte[] huge = new byte[Netty.MAX_MESSAGE_BYTES];
    Digest digest = Digest.of(huge);
    from.port.send(to.peer(), new Message.ManifestGiven(digest, Bytes.copyOf(huge)));
    from.port.send(to.peer(), new Message.ManifestAsked(digest));
    await("the small one to arrive", () -> !to.heard.isEmpty());

    assertThat(to.heard)
        .containsExactly(new Heard(new NodeName("eu-1"), new Message.ManifestAsked(digest)));
    assertThat(from.port.losses().droppedSends()).isEqualTo(1);
  }

  @Test
  void anAcceptorAnswersOnTheStreamItAccepted() throws Exception {
    TestNode dialler = mesh.start("eu-1", "eu");
    TestNode acceptor = mesh.start("us-1", "us");
    dialler.seededBy(acceptor);
    await("the greeting", () -> acceptor.saw("up eu-1"));
    Message answer = new Message.ManifestAsked(Digest.of(new byte[1]));
    Peer unreachable =
        new Peer(dialler.identity.node(), dialler.identity.region(), new Address("127.0.0.1", 1));
    acceptor.port.send(unreachable, answer);
    await("the answer", () -> !dialler.heard.isEmpty());

    assertThat(dialler.heard).containsExactly(new Heard(new NodeName("us-1"), answer));
  }
}
