package dev.linnet.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeshAuthorityTest {
  private static final NodeName NODE = new NodeName("eu-1");
  private static final RegionName REGION = new RegionName("eu");
  private final Clock clock = Clock.systemUTC();

  private final Path temp;

  MeshAuthorityTest(@TempDir Path temp) {
    this.temp = temp;
  }

  @Test
  void theFirstOperatorMayAnnounceAndControlAndNothingElse() throws Exception {
    Path mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", clock);

    TrustRoot root =
        Trust.openRoot(EnvelopeFile.load("trust root", mesh.resolve("root.json")), Ed25519.CHECK);
    Ed25519 operator = OperatorKey.load(mesh.resolve("operators/admin.key"));
    Envelope said = Envelope.sign("application/x", Bytes.utf8("hello"), operator);
    Trust trust = new Trust(root, Ed25519.CHECK);

    assertThat(root.mesh()).isEqualTo("birds");
    assertThat(root.version()).isEqualTo(1);
    assertThat(trust.requireRole(said, RoleName.ANNOUNCE)).containsExactly("admin");
    assertThat(trust.requireRole(said, RoleName.CONTROL)).containsExactly("admin");
    assertThatThrownBy(() -> trust.requireRole(said, RoleName.ENROLL)).isNotNull();
    assertThatThrownBy(() -> trust.requireRole(said, RoleName.ROOT)).isNotNull();
  }

  @Test
  void revokedNamesAndKeysEnrollNothing() {
    Path mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", clock);
    RootFiles files = new RootFiles(mesh);
    Ed25519 rootKey = OperatorKey.loadRoot(mesh.resolve("root.key"));
    TrustRoot withoutNode = files.root().revoking(List.of(NODE), List.of());
    Envelope signed = Envelope.sign(TrustRoot.PAYLOAD_TYPE, withoutNode.toPayload(), rootKey);

    files.signed(signed);
    assertRefused(mesh, "this name is revoked in mesh birds for good");
    files.taken(signed);
    assertThat(files.next()).isEmpty();
    assertRefused(mesh, "this name is revoked in mesh birds for good");

    Ed25519 admin = OperatorKey.load(mesh.resolve("operators/admin.key"));
    Map<RoleName, TrustRoot.Role> roles = new EnumMap<>(files.root().roles());
    roles.put(RoleName.ENROLL, TrustRoot.Role.of(1, List.of(admin.publicKey())));
    TrustRoot moved = files.root().rotating(files.root().keys(), roles);
    String enrollKey = Pem.ed25519("enrolment key", mesh.resolve("enroll.key")).publicKey().keyId();
    TrustRoot revoked = moved.revoking(List.of(), List.of(enrollKey));
    files.taken(Envelope.sign(TrustRoot.PAYLOAD_TYPE, revoked.toPayload(), rootKey));
    assertThatThrownBy(
            () ->
                MeshAuthority.enroll(
                    mesh, new NodeName("eu-2"), REGION, EnrolOptions.DEFAULT, clock))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("enroll.key: not a key of the role ENROLL in trust root 4")
        .hasMessageContaining("it is revoked");
  }

  private void assertRefused(Path mesh, String why) {
    assertThatThrownBy(() -> MeshAuthority.enroll(mesh, NODE, REGION, EnrolOptions.DEFAULT, clock))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(why);
    assertThat(mesh.resolve("nodes/eu-1")).doesNotExist();
  }

  @Test
  void everyFileIsTheOwnersAlone() throws Exception {
    Path mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", clock);
    MeshAuthority.enroll(mesh, NODE, REGION, EnrolOptions.DEFAULT, clock);

    for (Path path : walk(mesh)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .as(path.toString())
          .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
    }
  }

  @Test
  void aNodesCertificateNamesItAndServesBothEndsOfTls() throws Exception {
    Path mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", clock);
    Path directory = MeshAuthority.enroll(mesh, NODE, REGION, EnrolOptions.DEFAULT, clock);

    NodeIdentity identity =
        IdentityFiles.load(IdentityPaths.in(directory), NODE, REGION, clock.instant());

    assertThat(SpiffeId.of(identity.certificate())).contains(new SpiffeId("birds", REGION, NODE));
    assertThat(identity.certificate().getSubjectAlternativeNames().toString())
        .contains("spiffe://birds/region/eu/node/eu-1")
        .contains(NodeIdentity.TLS_SERVER_NAME);
    assertThat(identity.certificate().getExtendedKeyUsage())
        .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(identity.certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(
            Duration.between(
                identity.certificate().getNotBefore().toInstant(),
                identity.certificate().getNotAfter().toInstant()))
        .isEqualTo(Certificates.NODE_VALIDITY.plus(Certificates.CLOCK_SKEW));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder(
              "node.key",
              "node.crt",
              "fact.key",
              "enrolment.json",
              "ca.crt",
              "root.json",
              "node.yaml");
    }
  }

  @Test
  void anEmptyDirectoryBecomesAMeshAndAFullOneIsLeftAlone() throws Exception {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    MeshAuthority.init(empty, "birds", clock);
    Set<Path> before = Set.copyOf(walk(temp));

    assertThatThrownBy(() -> MeshAuthority.init(empty, "birds", clock))
        .isInstanceOf(UserError.class)
        .hasMessage(empty + ": exists and is not an empty directory; name a new one");
    assertThat(Set.copyOf(walk(temp))).isEqualTo(before);
  }

  @Test
  void aNodeIsEnrolledOnceAndARefusalChangesNothing() throws Exception {
    Path mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", clock);
    Path directory = MeshAuthority.enroll(mesh, NODE, REGION, EnrolOptions.DEFAULT, clock);
    Set<Path> before = Set.copyOf(walk(temp));
    byte[] key = Files.readAllBytes(directory.resolve("node.key"));

    assertThatThrownBy(() -> MeshAuthority.enroll(mesh, NODE, REGION, EnrolOptions.DEFAULT, clock))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "node eu-1: already enrolled in "
                + directory
                + "; choose another name, or move that directory away to enroll it anew");
    assertThat(Set.copyOf(walk(temp))).isEqualTo(before);
    assertThat(Files.readAllBytes(directory.resolve("node.key"))).isEqualTo(key);
  }

  @Test
  void aDirectoryThatIsNoMeshAndANameThatIsNoneAreRefused() {
    assertThatThrownBy(() -> MeshAuthority.enroll(temp, NODE, REGION, EnrolOptions.DEFAULT, clock))
        .hasMessage(temp + ": not a mesh directory; make one with `linnet mesh init`");
    assertThatThrownBy(() -> MeshAuthority.init(temp.resolve("x"), "No Name", clock))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("mesh name 'No Name': expected 1 to 63 of a-z");
  }

  private static List<Path> walk(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(path -> !path.equals(directory)).toList();
    }
  }
}
