package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.NodeIdentity;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusalTest {
  private static final Message MESSAGE =
      new Message.ManifestAsked(Digest.of("model".getBytes(StandardCharsets.UTF_8)));

  private final Path temp;
  private final TestMesh mesh;
  private TestNode node;

  RefusalTest(@TempDir Path temp) {
    this.temp = temp;
    this.mesh = new TestMesh(temp.resolve("mesh"), "birds");
    this.node = mesh.start("eu-1", "eu");
  }

  @BeforeEach
  void nobodyIsKnown() {
    assertThat(node.known).isEmpty();
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  @Test
  void aNodeOfAForeignAuthorityIsRefusedByBothSides() throws Exception {
    try (TestMesh fish = new TestMesh(temp.resolve("fish"), "fish")) {
      TestNode stranger = fish.start("eu-9", "eu");
      stranger.port.send(node.peer(), MESSAGE);
      await("the stranger to refuse", () -> !stranger.refused.isEmpty());
      node.port.send(stranger.peer(), MESSAGE);
      await("the node to refuse", () -> node.refused.size() >= 2);

      assertThat(node.refused)
          .containsExactlyInAnyOrder(
              "connection from 127.0.0.1 refused: it refused this node's certificate",
              stranger.address()
                  + " refused: its certificate is not signed by this mesh's authority,"
                  + " or not valid now");
      assertNothingDelivered(stranger);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fish", "birds"})
  void aClientOfAForeignAuthorityThatTrustsUsIsRefused(String foreignMesh) throws Exception {
    try (TestMesh foreign = new TestMesh(temp.resolve("foreign"), foreignMesh)) {
      NodeIdentity own = foreign.identity("eu-9", "eu");
      NodeIdentity trusting =
          new NodeIdentity(
              "birds",
              own.node(),
              own.region(),
              own.certificate(),
              own.tlsKey(),
              node.identity.authority(),
              own.factKey(),
              own.enrolment(),
              own.trustRoot());
      assertRefused(
          trusting,
          "connection from 127.0.0.1 refused: its certificate is not signed by this mesh's"
              + " authority, or not valid now");
    }
  }

  @Test
  void aNodeOfAnotherMeshUnderTheSameAuthorityIsRefused() throws Exception {
    assertRefused(
        forged("spiffe://fish/region/eu/node/eu-9"),
        "connection from 127.0.0.1 refused: it is spiffe://fish/region/eu/node/eu-9,"
            + " not of mesh birds");
  }

  @Test
  void aCertificateThatNamesNoNodeIsRefused() throws Exception {
    assertRefused(
        forged("spiffe://birds/operator/admin"),
        "connection from 127.0.0.1 refused: its certificate names no node");
  }

  @Test
  void aGreetingFromAnotherRegionThanTheCertificatesIsRefused() throws Exception {
    assertRefused(
        forged("spiffe://birds/region/us/node/eu-9"),
        "connection of spiffe://birds/region/us/node/eu-9 refused: node eu-9 claims another"
            + " region than its certificate's us");
  }

  private NodeIdentity forged(String uri) throws Exception {
    return TestCertificate.withUri(mesh.identity("eu-9", "eu"), temp.resolve("mesh"), uri);
  }

  /** The dialler is turned away with one line, however often it tries. */
  private void assertRefused(NodeIdentity identity, String line) throws Exception {
    TestNode dialler = mesh.start(identity, MeshTransportConfig.of("127.0.0.1", 0, null));
    dialler.seededBy(node);
    dialler.port.send(node.peer(), MESSAGE);
    await("several refusals", () -> node.port.losses().refusals() >= 3);

    assertThat(node.refused).containsExactly(line);
    assertNothingDelivered(dialler);
  }

  private void assertNothingDelivered(TestNode dialler) {
    assertThat(node.heard).isEmpty();
    assertThat(node.changes).isEmpty();
    assertThat(dialler.heard).isEmpty();
    assertThat(dialler.changes).isEmpty();
  }

  @Test
  void whoAnswersUnderAnotherNameOrRegionIsNotTalkedTo() throws Exception {
    TestNode other = mesh.start("eu-2", "eu");
    node.port.send(new Peer(new NodeName("eu-3"), new RegionName("eu"), other.address()), MESSAGE);
    node.port.send(new Peer(new NodeName("eu-2"), new RegionName("us"), other.address()), MESSAGE);
    await("both refusals", () -> node.refused.size() >= 2);

    assertThat(node.refused)
        .containsExactlyInAnyOrder(
            other.address() + " refused: it is node eu-2, not eu-3",
            other.address() + " refused: it is of region eu, not us");
    assertThat(other.heard).isEmpty();
    assertThat(node.known).isEmpty();
  }

  @Test
  void aClientWithoutACertificateIsRefused() throws Exception {
    SSLContext nameless = SSLContext.getInstance("TLSv1.3");
    TrustManager[] trust = {new MeshTrust(node.identity, new Revoked())};
    nameless.init(new KeyManager[0], trust, new SecureRandom());
    try (SSLSocket socket =
        (SSLSocket)
            nameless
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), node.port.boundPort())) {
      socket.startHandshake();
      await("the refusal", () -> !node.refused.isEmpty());
    }
    assertThat(node.refused)
        .containsExactly(
            "connection from 127.0.0.1 refused: it showed no certificate of this mesh's authority");
  }

  @Test
  void aClientWithoutTlsIsRefused() throws Exception {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), node.port.boundPort())) {
      socket
          .getOutputStream()
          .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await("the refusal", () -> !node.refused.isEmpty());
    }
    assertThat(node.refused)
        .containsExactly("connection from 127.0.0.1 refused: it does not speak TLS");
  }

  @Test
  void aSeedThatIsTheNodeItselfIsSaidOnce() throws Exception {
    node.port.connectSeed(node.address());
    await("both ends to refuse", () -> node.refused.size() >= 2);

    assertThat(node.refused)
        .contains(
            node.address()
                + " refused: it turned this node away:"
                + " it is this node itself: its own address is among its seeds");
    assertThat(node.known).isEmpty();
    assertThat(node.twins).isEmpty();
  }

  @Test
  void aPortInUseIsOneLineForAPerson() {
    int port = node.port.boundPort();
    assertThatThrownBy(
            () ->
                mesh.start(
                    mesh.identity("eu-2", "eu"), MeshTransportConfig.of("127.0.0.1", port, null)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "mesh port 127.0.0.1:"
                + port
                + " is in use: stop the other process or set mesh.bind in node.yaml");
  }

  @Test
  void whoSaysAnAddressThatCannotBeDialledIsTurnedAway() throws Exception {
    MeshTransportConfig config =
        MeshTransportConfig.of("127.0.0.1", 0, new Address("no_host", 7700));
    mesh.start(mesh.identity("eu-2", "eu"), config).seededBy(node);
    await("the refusal", () -> !node.refused.isEmpty());

    assertThat(node.refused)
        .containsExactly(
            "connection of spiffe://birds/region/eu/node/eu-2 refused:"
                + " node eu-2 names no address at which it is reached");
    assertThat(node.known).isEmpty();
  }

  @Test
  void aSeedWhoseNameDoesNotResolveIsSaidOnce() throws Exception {
    Address nowhere = new Address("n".repeat(64) + ".invalid", 7700);
    node.port.connectSeed(nowhere);
    await("it is said", () -> !node.unresolved.isEmpty());

    assertThat(node.unresolved).containsExactly(nowhere);
    assertThat(node.refused).isEmpty();
  }

  @Test
  void aSeedThatIsNotThereYetIsFoundLater() throws Exception {
    NodeIdentity late = mesh.identity("us-1", "us");
    TestNode reserved = mesh.start(late, MeshTransportConfig.of("127.0.0.1", 0, null));
    Address address = reserved.address();
    reserved.abort();
    node.port.connectSeed(address);
    TestNode found = mesh.start(late, MeshTransportConfig.of(address, null));
    await("the seed to be found", () -> node.saw("up us-1") && found.saw("up eu-1"));

    assertThat(node.known).containsEntry(found.identity.node(), found.peer());
    found.abort();
    await("the loss to be noticed", () -> node.saw("suspected us-1"));
  }
}
