package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.identity.Grant;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.NodeRegister;
import dev.linnet.daemon.identity.OwnIdentity;
import dev.linnet.daemon.identity.SigningRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Node eu-1 shows a renewed certificate, while eu-2 is connected with it. */
final class RenewedCertificateTest {
  private static final Message MESSAGE =
      new Message.ManifestAsked(Digest.of("model".getBytes(StandardCharsets.UTF_8)));

  private final Path directory;
  private final TestMesh mesh;
  private final TestNode node;
  private final TestNode peer;

  RenewedCertificateTest(@TempDir Path temp) {
    this.directory = temp.resolve("mesh");
    this.mesh = new TestMesh(directory, "birds");
    this.node = mesh.start("eu-1", "eu");
    this.peer = mesh.start("eu-2", "eu");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  /** As commands do it, with a new key. */
  private NodeIdentity renewed() {
    OwnIdentity own =
        new OwnIdentity(
            IdentityPaths.in(directory.resolve("nodes/eu-1")),
            node.identity.node(),
            node.identity.region());
    Path request = own.renew();
    Grant grant = new NodeRegister(directory).sign(SigningRequest.load(request), Instant.now());
    return own.install(grant, request, Instant.now());
  }

  @Test
  void sessionsLiveOnAndHandshakesShowTheNewOneAtBothEnds() throws Exception {
    peer.port.send(node.peer(), MESSAGE);
    await("a session", () -> node.saw("up eu-2") && peer.saw("up eu-1"));
    NodeIdentity before = node.identity;
    assertThat(shownToDialler()).isEqualTo(before.certificate());
    assertThat(shownToAcceptor()).isEqualTo(before.certificate());

    NodeIdentity after = renewed();
    assertThat(after.certificate().getPublicKey())
        .isNotEqualTo(before.certificate().getPublicKey());
    node.port.renewed(after);
    assertThat(shownToDialler()).isEqualTo(after.certificate());
    assertThat(shownToAcceptor()).isEqualTo(after.certificate());

    int heard = peer.heard.size();
    node.port.send(peer.peer(), MESSAGE);
    await("a word on the session that stood", () -> peer.heard.size() > heard);
    assertThat(peer.changes).containsExactly("up eu-1");
    assertThat(node.changes).containsExactly("up eu-2");

    TestNode late = mesh.start("eu-3", "eu");
    late.port.send(node.peer(), MESSAGE);
    await("a newcomer", () -> late.saw("up eu-1") && node.saw("up eu-3"));
    assertThat(peer.refused).isEmpty();
    assertThat(late.refused).isEmpty();
  }

  /** What the node shows to whoever connects to its port. */
  private Certificate shownToDialler() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (SSLSocket socket =
        (SSLSocket)
            EnrolledTls.of(peer.identity)
                .getSocketFactory()
                .createSocket(loopback, node.port.boundPort())) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  /** What the node shows where it connects to. */
  private Certificate shownToAcceptor() throws Exception {
    try (SSLServerSocket listening =
        (SSLServerSocket)
            EnrolledTls.of(peer.identity).getServerSocketFactory().createServerSocket()) {
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      listening.setNeedClientAuth(true);
      CompletableFuture<Certificate> shown =
          CompletableFuture.supplyAsync(() -> firstClient(listening));
      node.port.connectSeed(new Address("127.0.0.1", listening.getLocalPort()));
      return shown.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the node did not connect", e);
    }
  }

  private static Certificate firstClient(SSLServerSocket listening) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
