package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.Grant;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.NodeRegister;
import dev.linnet.daemon.identity.OwnIdentity;
import dev.linnet.daemon.identity.SigningRequest;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's certificate ends while it serves, and it is started again before it is renewed. */
class ExpiredCertificateTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration GOOD_FOR = Duration.ofDays(365);
  private static final long[] ROW = {1, 2};

  private final TestMesh mesh;
  private final TestNode node;
  private final Path directory;
  private final OwnIdentity own;

  ExpiredCertificateTest(@TempDir Path directory) {
    this.directory = directory;
    this.mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 2).build();
    this.node = mesh.node("eu-2");
    this.own =
        new OwnIdentity(
            IdentityPaths.in(node.directory()),
            new NodeName(node.name()),
            new RegionName(node.region()));
  }

  @Test
  void nodeServesWithoutItsMeshAndIsBackInItOnceRenewed() throws Exception {
    TestModel one = TestModel.classifier(directory, "1", new float[][] {{1, 0}, {0, 1}});
    TestModel two = TestModel.classifier(directory, "2", new float[][] {{2, 0}, {0, 2}});
    try (mesh;
        ModelNode first = new ModelNode(mesh, mesh.node("eu-1"), directory);
        ModelNode served = new ModelNode(mesh, node, directory)) {
      mesh.start(mesh.nodes(), PATIENCE);
      first.roll(one.directory(), "1", "0s");
      served.awaitServed("1", ROW);

      putInPlace(certificateUntil(Instant.now().plusSeconds(10)));
      awaitEvents("CERTIFICATE_RENEWED", 1);
      awaitEvents("CERTIFICATE_NOT_VALID", 1);
      assertThat(served.answers(ROW)).contains("1");

      assertThat(node.stop()).isTrue();
      node.start();
      node.awaitUp(PATIENCE);
      served.awaitServed("1", ROW);
      awaitEvents("CERTIFICATE_NOT_VALID", 2);
      assertThat(node.events("CERTIFICATE_NOT_VALID").get(1))
          .contains("serves on: ", "/node.crt: the certificate expired on ");
      Await.until(
          "the other node refuses its certificate",
          PATIENCE,
          () ->
              mesh.node("eu-1").events("PEER_REFUSED").stream()
                  .anyMatch(event -> event.contains("not valid now")));
      LinnetCommand.Result doctor = LinnetCommand.run("mesh", "doctor", "--api", node.api());
      assertThat(doctor.exitCode()).isEqualTo(1);
      assertThat(doctor.out()).contains("this node's certificate expired at ");
      assertThat(node.metric("linnet_mesh_sessions")).isZero();

      Path request = own.renew();
      own.install(sign(request, Instant.now()), request, Instant.now());
      awaitEvents("CERTIFICATE_VALID", 1);
      Await.until(
          "the node is in its mesh", PATIENCE, () -> node.metric("linnet_mesh_sessions") == 1);
      first.roll(two.directory(), "2", "0s");
      served.awaitServed("2", ROW);
      assertThat(node.events("CERTIFICATE_NOT_VALID")).hasSize(2);
    }
  }

  private void awaitEvents(String kind, int howMany) {
    Await.until(
        () -> howMany + " times " + kind + ", not " + node.events(kind),
        PATIENCE,
        () -> node.events(kind).size() >= howMany);
    assertThat(node.events(kind)).hasSize(howMany);
  }

  private Grant sign(Path request, Instant when) {
    return new NodeRegister(mesh.authority()).sign(SigningRequest.load(request), when);
  }

  private X509Certificate certificateUntil(Instant end) {
    return sign(own.renew(), end.minus(GOOD_FOR)).certificate();
  }

  /** By hand: what ends earlier than what is there is no renewal. */
  private void putInPlace(X509Certificate certificate) throws Exception {
    Path written = directory.resolve("node.crt");
    Files.writeString(
        written,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    Files.move(
        written,
        IdentityPaths.in(node.directory()).certificate(),
        StandardCopyOption.REPLACE_EXISTING);
  }
}
