package dev.linnet.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device makes its own keys, asks for a name, and renews it: device and authority together. */
final class OwnIdentityTest {
  private static final NodeName NODE = new NodeName("eu-7");
  private static final RegionName EU = new RegionName("eu");
  private static final SpiffeId ID = new SpiffeId("birds", EU, NODE);

  private final Instant now = Instant.now();
  private final Path temp;
  private final Path mesh;
  private final NodeRegister register;
  private final Path home;
  private final IdentityPaths paths;
  private final OwnIdentity own;

  OwnIdentityTest(@TempDir Path temp) {
    this.temp = temp;
    this.mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
    this.register = new NodeRegister(mesh);
    this.home = temp.resolve("device");
    this.paths = IdentityPaths.in(home);
    this.own = new OwnIdentity(paths, NODE, EU);
  }

  private NodeIdentity joined() {
    SigningRequest request =
        SigningRequest.load(OwnIdentity.request(home, ID, EnrolOptions.DEFAULT));
    Path file = register.grantFile(ID);
    register.sign(request, now);
    return own.install(Grant.load(file), file, now);
  }

  private NodeIdentity load() {
    return IdentityFiles.load(paths, NODE, EU, now);
  }

  @Test
  void privateKeysStayWhereTheyWereMade() throws Exception {
    assertThat(joined().certificate()).isEqualTo(load().certificate());
    assertThat(files(home).keySet())
        .containsExactlyInAnyOrder(
            "ca.crt",
            "enrolment.json",
            "fact.key",
            "node.crt",
            "node.key",
            "node.yaml",
            "request.json",
            "root.json");
    String factKey = Files.readString(paths.factKey()).lines().toList().get(1);
    String tlsKey = Files.readString(paths.key()).lines().toList().get(1);
    assertThat(files(mesh).keySet()).contains("nodes/eu-7/grant.json", "nodes/eu-7/enrolment.json");
    assertThat(files(mesh.resolve("nodes")).values())
        .noneMatch(text -> text.contains("PRIVATE KEY"))
        .noneMatch(text -> text.contains(factKey) || text.contains(tlsKey));
    assertThat(Files.readString(home.resolve("request.json"))).doesNotContain("PRIVATE KEY");
  }

  @Test
  void nameBelongsToItsFirstFactKey() throws Exception {
    joined();
    Map<String, String> before = files(mesh);
    SigningRequest thief = requestOf("thief", ID);
    assertRefused(thief, "node eu-7: already enrolled with another fact key, and only that one");
    MeshAuthority.enroll(mesh, new NodeName("eu-8"), EU, EnrolOptions.DEFAULT, Clock.systemUTC());
    before = files(mesh);
    assertRefused(
        requestOf("second", new SpiffeId("birds", EU, new NodeName("eu-8"))),
        "node eu-8: already enrolled with another fact key");
    assertThat(files(mesh)).isEqualTo(before);
  }

  @Test
  void movedRegionOtherMeshAndRevokedNameAreRefused() {
    joined();
    SpiffeId moved = new SpiffeId("birds", new RegionName("na"), NODE);
    Ed25519 factKey = Pem.ed25519("fact key", paths.factKey());
    assertRefused(
        SigningRequest.make(moved, Certificates.newKeyPair(), factKey),
        "node eu-7: is of region eu and the request says na");
    assertRefused(
        SigningRequest.make(new SpiffeId("bees", EU, NODE), Certificates.newKeyPair(), factKey),
        "the request is for mesh bees, not for birds");

    RootFiles roots = new RootFiles(mesh);
    Ed25519 rootKey = OperatorKey.loadRoot(mesh.resolve("root.key"));
    TrustRoot next = roots.root().revoking(List.of(NODE), List.of());
    roots.taken(Envelope.sign(TrustRoot.PAYLOAD_TYPE, next.toPayload(), rootKey));
    assertRefused(
        SigningRequest.load(own.renew()), "node eu-7: this name is revoked in mesh birds for good");
  }

  @Test
  void renewalChangesTheCertificateAndItsKeyAlone() throws Exception {
    NodeIdentity before = joined();
    Map<String, String> files = files(home);
    Path request = own.renew();
    assertThat(load().certificate()).isEqualTo(before.certificate());
    Instant later = now.plus(Duration.ofDays(30));
    NodeIdentity after = own.install(sign(request, later), request, later);

    assertThat(IdentityFiles.load(paths, NODE, EU, later).certificate())
        .isEqualTo(after.certificate());
    assertThat(after.certificate().getNotAfter()).isAfter(before.certificate().getNotAfter());
    assertThat(after.certificate().getPublicKey())
        .isNotEqualTo(before.certificate().getPublicKey());
    assertThat(after.factKey().publicKey()).isEqualTo(before.factKey().publicKey());
    Map<String, String> changed = files(home);
    changed.entrySet().removeAll(files.entrySet());
    assertThat(changed.keySet()).containsExactlyInAnyOrder("node.crt", "node.key", "request.json");
  }

  @Test
  void deviceThatDiedBetweenCertificateAndKeyGoesOn() throws Exception {
    joined();
    Grant grant = sign(own.renew(), now.plusSeconds(1));
    Secrets.replace(paths.certificate(), Pem.of(grant.certificate()));

    assertThat(load().certificate()).isEqualTo(grant.certificate());
    Path again = own.renew();
    assertThat(load().certificate()).isEqualTo(grant.certificate());
    NodeIdentity renewed = own.install(sign(again, now.plusSeconds(2)), again, now);
    assertThat(load().certificate()).isEqualTo(renewed.certificate());
    assertThat(TlsKey.next(paths)).doesNotExist();
  }

  @Test
  void requestThatWaitsForItsGrantStays() {
    joined();
    Grant first = sign(own.renew(), now.plusSeconds(1));
    Path again = own.renew();
    assertThat(SigningRequest.load(again).tlsKey()).isEqualTo(first.certificate().getPublicKey());
    own.install(first, again, now);
    assertThat(load().certificate()).isEqualTo(first.certificate());
  }

  @Test
  void nodeThatTheAuthorityMadeTheKeysForRenewsToo() {
    Path enrolled =
        MeshAuthority.enroll(
            mesh, new NodeName("eu-8"), EU, EnrolOptions.DEFAULT, Clock.systemUTC());
    IdentityPaths files = IdentityPaths.in(enrolled);
    OwnIdentity node = new OwnIdentity(files, new NodeName("eu-8"), EU);
    Path request = node.renew();
    NodeIdentity renewed = node.install(sign(request, now.plusSeconds(9)), request, now);
    assertThat(IdentityFiles.load(files, new NodeName("eu-8"), EU, now).certificate())
        .isEqualTo(renewed.certificate());
  }

  @Test
  void expiredCertificateIsRenewed() {
    joined();
    Instant late = now.plus(Certificates.NODE_VALIDITY).plusSeconds(1);
    assertThatThrownBy(() -> IdentityFiles.load(paths, NODE, EU, late))
        .hasMessageContaining("the certificate expired on")
        .hasMessageContaining("linnet node renew");
    Path request = own.renew();
    own.install(sign(request, late), request, late);
    assertThat(IdentityFiles.load(paths, NODE, EU, late).node()).isEqualTo(NODE);
  }

  @Test
  void grantThatDoesNotFitChangesNothing() throws Exception {
    joined();
    Path request = own.renew();
    Grant good = sign(request, now.plusSeconds(1));
    Path other = temp.resolve("other");
    MeshAuthority.init(other, "birds", Clock.systemUTC());
    Grant foreign = new NodeRegister(other).sign(SigningRequest.load(request), now.plusSeconds(1));
    Grant sister =
        register.sign(requestOf("sister", new SpiffeId("birds", EU, new NodeName("eu-9"))), now);
    Map<String, String> before = files(home);

    assertNotInstalled(foreign, UserError.REFUSED, "of another authority than " + home);
    assertNotInstalled(sister, UserError.USAGE, "the certificate is of node eu-9, not of eu-7");
    assertNotInstalled(
        new Grant(good.certificate(), good.authority(), sister.enrolment(), good.trustRoot()),
        UserError.USAGE,
        "the enrolment is of node eu-9, not of eu-7");
    assertNotInstalled(
        new Grant(foreign.certificate(), good.authority(), good.enrolment(), good.trustRoot()),
        UserError.USAGE,
        "not signed by the authority in");
    assertNotInstalled(
        sign(request, now.minusSeconds(60)), UserError.REFUSED, "the newest grant is the one");
    assertThat(files(home)).isEqualTo(before);
  }

  private void assertNotInstalled(Grant grant, int exitCode, String why) {
    assertThatThrownBy(() -> own.install(grant, Path.of("grant.json"), now))
        .isInstanceOfSatisfying(
            UserError.class, error -> assertThat(error.exitCode()).isEqualTo(exitCode))
        .hasMessageStartingWith("grant.json: ")
        .hasMessageContaining(why);
  }

  private Grant sign(Path request, Instant when) {
    return register.sign(SigningRequest.load(request), when);
  }

  private SigningRequest requestOf(String directory, SpiffeId id) {
    return SigningRequest.load(
        OwnIdentity.request(temp.resolve(directory), id, EnrolOptions.DEFAULT));
  }

  private void assertRefused(SigningRequest request, String why) {
    assertThatThrownBy(() -> register.sign(request, now))
        .isInstanceOfSatisfying(
            UserError.class, error -> assertThat(error.exitCode()).isEqualTo(UserError.REFUSED))
        .hasMessageStartingWith(why);
  }

  /** Every file below a directory, and what it holds. */
  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }
}
