package dev.linnet.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which a node's files may not belong together, and the line that says so. */
final class IdentityFilesTest {
  private static final NodeName NODE = new NodeName("eu-1");
  private static final RegionName REGION = new RegionName("eu");
  private static final Clock CLOCK = Clock.systemUTC();

  private final Path temp;
  private final Path mesh;
  private final Path node;

  IdentityFilesTest(@TempDir Path temp) {
    this.temp = temp;
    mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", CLOCK);
    node = enroll(mesh, "eu-1", "eu");
  }

  /** Spoils the files of {@code eu-1}. */
  private interface Spoiling {
    void spoil(IdentityFilesTest test) throws IOException;
  }

  private record Case(String name, Spoiling spoiling, String expectedMessage) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case(
            "missing key",
            test -> Files.delete(test.node.resolve("node.key")),
            "NODE/node.key: no such file; expected the node's private key"
                + " (`linnet mesh enroll` writes it)"),
        new Case(
            "missing trust root",
            test -> Files.delete(test.node.resolve("root.json")),
            "NODE/root.json: no such file; expected the trust root"
                + " (`linnet mesh enroll` writes it)"),
        new Case(
            "a directory where a file should be",
            test -> {
              Files.delete(test.node.resolve("ca.crt"));
              Files.createDirectory(test.node.resolve("ca.crt"));
            },
            "NODE/ca.crt: is a directory; expected the authority's certificate, a file"),
        new Case(
            "key readable by others",
            test -> test.allow("node.key", "rw-r--r--"),
            "NODE/node.key: this node's private key can be read or changed by others:"
                + " chmod 600 NODE/node.key"),
        new Case(
            "fact key readable by the group",
            test -> test.allow("fact.key", "rw-r-----"),
            "NODE/fact.key: this fact key can be read or changed by others:"
                + " chmod 600 NODE/fact.key"),
        new Case(
            "key that is no PEM",
            test -> Files.writeString(test.node.resolve("node.key"), "rubbish"),
            "NODE/node.key: not the node's private key:"
                + " expected PEM text with -----BEGIN PRIVATE KEY-----"),
        new Case(
            "fact key of another kind",
            test -> test.copyWithin("node.key", "fact.key"),
            "NODE/fact.key: not the fact key: expected an Ed25519 private key in PKCS#8"),
        new Case(
            "certificate of another mesh",
            test -> test.copyFrom(test.otherMesh(), "node.crt"),
            "NODE/node.crt: the certificate is of mesh other, not of birds" + AGAIN),
        new Case(
            "certificate of another region",
            test -> test.copyFrom(test.enroll("us-9", "us"), "node.crt"),
            "NODE/node.crt: the certificate is of region us, not of eu" + AGAIN),
        new Case(
            "certificate of another node",
            test -> test.copyFrom(test.enroll("eu-2", "eu"), "node.crt"),
            "NODE/node.crt: the certificate is of node eu-2, not of eu-1" + AGAIN),
        new Case(
            "certificate of the authority itself",
            test -> test.copyWithin("ca.crt", "node.crt"),
            "NODE/node.crt: expected one name of the form spiffe://MESH/region/R/node/N" + AGAIN),
        new Case(
            "certificate signed by another authority of the same name",
            test -> test.copyFrom(test.meshOfTheSameName(), "node.crt"),
            "NODE/node.crt: not signed by the authority in NODE/ca.crt" + AGAIN),
        new Case(
            "authority of another mesh",
            test -> test.copyFrom(test.otherMesh(), "ca.crt"),
            "NODE/ca.crt: not the certificate of the authority of mesh birds"),
        new Case(
            "key of another certificate",
            test -> test.copyFrom(test.enroll("eu-2", "eu"), "node.key"),
            "NODE/node.key: the private key does not fit NODE/node.crt" + AGAIN),
        new Case(
            "enrolment of another key",
            test -> test.copyFrom(test.enroll("eu-2", "eu"), "fact.key"),
            "NODE/enrolment.json: the enrolment is of another key than NODE/fact.key" + AGAIN),
        new Case(
            "enrolment of another node",
            test -> test.copyFrom(test.enroll("eu-2", "eu"), "enrolment.json"),
            "NODE/enrolment.json: the enrolment is of node eu-2, not of eu-1" + AGAIN),
        new Case(
            "enrolment signed by a stranger",
            IdentityFilesTest::signEnrolmentWithFactKey,
            "NODE/enrolment.json: the enrolment is signed by 0 of the 1 keys that the role ENROLL"
                + " of mesh birds asks for, and by keys that no known trust root names"
                + AGAIN),
        new Case(
            "enrolment that is a trust root",
            test -> test.copyWithin("root.json", "enrolment.json"),
            "NODE/enrolment.json: expected an enrolment,"
                + " found application/vnd.linnet.root.v1+json"),
        new Case(
            "enrolment that is no JSON",
            test -> Files.writeString(test.node.resolve("enrolment.json"), "<xml/>"),
            "NODE/enrolment.json: not the enrolment in a DSSE envelope: not a JSON document"),
        new Case(
            "trust root that did not sign itself",
            IdentityFilesTest::signRootWithFactKey,
            "NODE/root.json: cannot be trusted: signed by 0 of the 1 keys that the role ROOT"
                + " of mesh birds asks for, and by keys that no known trust root names"));
  }

  private static final String AGAIN =
      "; enroll the node again with `linnet mesh enroll`, or correct node.yaml";

  @ParameterizedTest
  @MethodSource("cases")
  void spoiledIdentityIsRefusedInOneLine(Case given) throws IOException {
    given.spoiling().spoil(this);

    assertRefused(given.expectedMessage());
  }

  @Test
  void certificatesHaveTheirTime() {
    Instant now = Instant.now();
    assertThat(load(now.plus(Duration.ofDays(364))).mesh()).isEqualTo("birds");
    assertThat(load(now.minus(Duration.ofMinutes(55))).mesh()).isEqualTo("birds");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> load(now.plus(Duration.ofDays(366))))
        .withMessageMatching(
            ".*/node.crt: the certificate expired on .*Z; renew it, see `linnet node renew"
                + " --help`");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> load(now.minus(Duration.ofDays(1))))
        .withMessageMatching(
            ".*/ca.crt: the certificate is valid from .*, and this machine's clock has not come to"
                + " that; set the clock");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> load(now.plus(Duration.ofDays(3_651))))
        .withMessageMatching(".*/root.json: the trust root expired on .*; get a newer one");
  }

  private NodeIdentity load(Instant now) {
    return IdentityFiles.load(IdentityPaths.in(node), NODE, REGION, now);
  }

  /** Whatever the time is. */
  private void assertRefused(String expectedMessage) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> IdentityFiles.loadAtAnyTime(IdentityPaths.in(node), NODE, REGION))
        .withMessage(expectedMessage.replace("NODE", node.toString()))
        .satisfies(error -> assertThat(error.exitCode()).isEqualTo(UserError.USAGE));
  }

  private Path enroll(String name, String region) {
    return enroll(mesh, name, region);
  }

  private static Path enroll(Path mesh, String name, String region) {
    return MeshAuthority.enroll(
        mesh, new NodeName(name), new RegionName(region), EnrolOptions.DEFAULT, CLOCK);
  }

  private Path otherMesh() {
    return enrolledIn(temp.resolve("elsewhere"), "other");
  }

  private Path meshOfTheSameName() {
    return enrolledIn(temp.resolve("elsewhere"), "birds");
  }

  private static Path enrolledIn(Path directory, String mesh) {
    MeshAuthority.init(directory, mesh, CLOCK);
    return MeshAuthority.enroll(directory, NODE, REGION, EnrolOptions.DEFAULT, CLOCK);
  }

  private void copyFrom(Path other, String file) throws IOException {
    Files.copy(
        other.resolve(file),
        node.resolve(file),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void copyWithin(String from, String to) throws IOException {
    Files.copy(
        node.resolve(from),
        node.resolve(to),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void allow(String file, String permissions) throws IOException {
    Files.setPosixFilePermissions(node.resolve(file), PosixFilePermissions.fromString(permissions));
  }

  private void signEnrolmentWithFactKey() throws IOException {
    Ed25519 factKey = OperatorKey.load(node.resolve("fact.key"));
    Enrolment enrolment = new Enrolment("birds", NODE, REGION, factKey.publicKey());
    Files.writeString(
        node.resolve("enrolment.json"),
        EnvelopeFile.write(Envelope.sign(Enrolment.PAYLOAD_TYPE, enrolment.toPayload(), factKey)));
  }

  private void signRootWithFactKey() throws IOException {
    Envelope root = EnvelopeFile.load("trust root", node.resolve("root.json"));
    Envelope forged =
        Envelope.sign(
            root.payloadType(), root.payload(), OperatorKey.load(node.resolve("fact.key")));
    Files.writeString(node.resolve("root.json"), EnvelopeFile.write(forged));
  }

  @Test
  void envelopesOfBothBase64AlphabetsAreRead() throws IOException {
    String json = Files.readString(node.resolve("root.json"));
    String urlSafe =
        EnvelopeFile.write(EnvelopeFile.parse(json)).replace('+', '-').replace("/", "_");
    urlSafe =
        urlSafe.replace(
            "application_vnd.linnet.root.v1-json", "application/vnd.linnet.root.v1+json");

    assertThat(EnvelopeFile.parse(urlSafe)).isEqualTo(EnvelopeFile.parse(json));
    assertThat(Stream.of(json.split("\n", -1)).filter(line -> !line.isBlank())).hasSize(1);
  }
}
