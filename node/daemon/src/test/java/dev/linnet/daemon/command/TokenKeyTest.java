package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.daemon.identity.EnvelopeFile;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.daemon.identity.OperatorKey;
import dev.linnet.daemon.transport.WireCodec;
import dev.linnet.testmesh.SoftToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mesh whose keys are on a token of SoftHSM's, at a node that holds the mesh's first root. */
final class TokenKeyTest {
  private static Path temp;
  private static Path mesh;
  private static Path plan;
  private static SoftToken token;

  private ScriptedNode node;

  @BeforeAll
  static void fill(@TempDir Path directory) throws Exception {
    SoftToken.assume();
    temp = directory;
    mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
    plan = Files.writeString(temp.resolve("plan.yaml"), RolloutTest.PLAN);
    token = SoftToken.in(temp.resolve("soft"), "ops");
    token.add("spare");
    token.put("ops", "admin", "a1", mesh.resolve("operators/admin.key"));
    token.put("ops", "root", "a2", mesh.resolve("root.key"));
    token.put("ops", "ecdsa", "a3", SoftToken.key(temp, "EC"));
    token.put("ops", "rsa", "a4", SoftToken.key(temp, "RSA"));
  }

  @BeforeEach
  void open() throws IOException {
    node = new ScriptedNode();
    node.trust = trust(root());
    node.members = "{\"members\":[{\"node\":\"eu-1\"}]}";
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static Envelope root() {
    return EnvelopeFile.load("root", mesh.resolve("root.json"));
  }

  private static String trust(Envelope root) {
    JsonObject link = new JsonObject();
    link.add("envelope", JsonParser.parseString(EnvelopeFile.write(root)));
    JsonArray chain = new JsonArray();
    chain.add(link);
    JsonObject document = new JsonObject();
    document.add("chain", chain);
    return document.toString();
  }

  private Ran linnet(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--api", node.address()));
    return Ran.linnet(all.toArray(String[]::new));
  }

  private Ran announce(String key) {
    return linnet("rollout", "announce", plan.toString(), "--key", key);
  }

  private Envelope submitted() {
    assertThat(node.submitted).hasSize(1);
    return WireCodec.decodeEnvelope(node.submitted.get(0).getEnvelope());
  }

  private Trust trust() throws Exception {
    return new Trust(Trust.openRoot(root(), Ed25519.CHECK), Ed25519.CHECK);
  }

  /** The standard has one signature for each message and key, whoever makes it. */
  @Test
  void announcementIsSignedAsByTheKeysFile() throws Exception {
    Ran ran = announce(token.uri("token=ops;object=admin"));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    Envelope signed = submitted();
    assertThat(trust().requireRole(signed, RoleName.ANNOUNCE)).containsExactly("admin");
    assertThat(signed)
        .isEqualTo(
            Envelope.sign(
                signed.payloadType(),
                signed.payload(),
                OperatorKey.load(mesh.resolve("operators/admin.key"))));
  }

  @Test
  void severalKeysOfOneTokenSign() throws Exception {
    Ran ran =
        linnet(
            "rollout",
            "announce",
            plan.toString(),
            "--key",
            token.uri("token=ops;id=%a1"),
            "--key",
            token.uri("serial=" + token.serial("ops") + ";object=root;type=private"));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(submitted().signatures())
        .extracting(Envelope.Signature::keyId)
        .containsExactlyInAnyOrder(
            OperatorKey.load(mesh.resolve("operators/admin.key")).publicKey().keyId(),
            OperatorKey.loadRoot(mesh.resolve("root.key")).publicKey().keyId());
  }

  @Test
  void nextTrustRootIsSignedByTheTokensKey() throws Exception {
    Ran ran =
        linnet(
            "mesh",
            "revoke",
            mesh.toString(),
            "--node",
            "eu-1",
            "--sign-only",
            "--yes",
            "--key",
            token.uri("token=ops;object=root"));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    Path next = mesh.resolve("root-next.json");
    assertThat(trust().requireRoot(EnvelopeFile.load("next root", next)).revokedNodes())
        .hasToString("[eu-1]");
    Ran wrong =
        linnet(
            "mesh",
            "cosign",
            next.toString(),
            "--yes",
            "--key",
            token.uri("token=ops;object=admin"));
    assertThat(wrong.err())
        .isEqualTo(
            "linnet: pkcs11:token=ops;object=admin: not a key of the role ROOT of mesh birds; see"
                + " `linnet mesh trust`\n");
    assertThat(wrong.exitCode()).isEqualTo(4);
    Files.delete(next);
  }

  @Test
  void publicHalfIsForWhoRotates() throws Exception {
    Ran ran = Ran.linnet("mesh", "public-key", token.uri("token=ops;object=admin"));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(OperatorKey.loadPublic(Files.writeString(temp.resolve("admin.pub"), ran.out())))
        .isEqualTo(OperatorKey.load(mesh.resolve("operators/admin.key")).publicKey());
    Ran ofFile = Ran.linnet("mesh", "public-key", mesh + "/operators/admin.key");
    assertThat(ofFile).isEqualTo(ran);
  }

  @Test
  void pinComesFromWherePassphrasesDo() {
    String uri = token.uriWithoutPin("token=ops;object=admin");
    Ran unasked = announce(uri);
    assertThat(unasked.err())
        .isEqualTo(
            "linnet: pkcs11:token=ops;object=admin: takes a PIN, and there is no terminal to ask"
                + " on; let LINNET_PASSPHRASE_FILE name a file that holds it\n");
    assertThat(unasked.exitCode()).isEqualTo(2);
    Ran asked =
        Ran.linnetWithEnvironment(
            Map.of("LINNET_PASSPHRASE_FILE", token.pinFile().toString()),
            "mesh",
            "public-key",
            uri);
    assertThat(asked.exitCode()).as(asked.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          token=nowhere;object=admin | 2 | no such token is there; there are 'ops' (serial
          model=SoftHSM%20v2         | 2 | several tokens fit, 'ops' (serial
          token=ops;object=nobody    | 2 | no such private key is on token 'ops'
          token=spare                | 2 | no such private key is on token 'spare'
          token=ops                  | 2 | several private keys fit on token 'ops'
          token=ops;object=ecdsa     | 2 | is no Ed25519 key, which alone counts here, but one of ECDSA
          token=ops;object=rsa       | 2 | is no Ed25519 key, which alone counts here, but one of RSA
          """)
  void whatDoesNotFitIsNamed(String path, int exitCode, String words) {
    requireRefused(announce(token.uri(path)), exitCode, "pkcs11:" + path + ": " + words);
  }

  @Test
  void wrongPinIsRefusedAsAWrongPassphraseIs() throws Exception {
    Path wrong = SoftToken.privateFile(temp.resolve("wrong"), "4321\n");
    requireRefused(
        announce(token.uriWithoutPin("token=ops;object=admin") + "&pin-source=file:" + wrong),
        4,
        "pkcs11:token=ops;object=admin: the PIN is wrong");
  }

  @Test
  void otherLibraryIsNoModule() {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libjava.so");
    requireRefused(
        announce("pkcs11:token=ops?module-path=" + library),
        2,
        ": cannot be loaded as a PKCS#11 module of this machine");
  }

  private void requireRefused(Ran ran, int exitCode, String words) {
    assertThat(ran.err().lines().toList()).as(ran.err()).hasSize(1);
    assertThat(ran.err()).contains(words);
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(node.submitted).isEmpty();
  }
}
