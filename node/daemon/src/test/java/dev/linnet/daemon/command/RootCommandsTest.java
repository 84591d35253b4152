package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.daemon.identity.EnvelopeFile;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.daemon.identity.OperatorKey;
import dev.linnet.daemon.transport.WireCodec;
import dev.linnet.testmesh.KeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does to a mesh's trust, at a node that holds the mesh's first root. */
final class RootCommandsTest {
  private final Path temp;
  private final Path mesh;
  private final ScriptedNode node = new ScriptedNode();
  private final Envelope first;
  private final KeyFiles carol;

  RootCommandsTest(@TempDir Path temp) throws IOException {
    this.temp = temp;
    this.mesh = temp.resolve("mesh");
    this.carol = KeyFiles.in(temp, "carol");
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
    first = root();
    node.trust = trust(first);
    node.members = "{\"members\":[{\"node\":\"eu-1\"}]}";
  }

  @AfterEach
  void close() {
    node.close();
  }

  private Envelope root() {
    return EnvelopeFile.load("root", mesh.resolve("root.json"));
  }

  private static String trust(Envelope... roots) {
    JsonArray chain = new JsonArray();
    for (Envelope root : roots) {
      JsonObject link = new JsonObject();
      link.add("envelope", JsonParser.parseString(EnvelopeFile.write(root)));
      chain.add(link);
    }
    JsonObject document = new JsonObject();
    document.add("chain", chain);
    return document.toString();
  }

  private Ran change(String verb, String... more) {
    List<String> all = new ArrayList<>(List.of("mesh", verb, mesh.toString()));
    all.addAll(List.of(more));
    all.addAll(List.of("--yes", "--api", node.address()));
    return Ran.linnet(all.toArray(String[]::new));
  }

  /** What was handed in last, if it follows from the roots before. */
  private TrustRoot handedIn(Envelope... before) throws Exception {
    Trust trust = new Trust(Trust.openRoot(before[0], Ed25519.CHECK), Ed25519.CHECK);
    for (Envelope root : List.of(before).subList(1, before.length)) {
      trust.add(trust.requireRoot(root));
    }
    Envelope last =
        WireCodec.decodeEnvelope(node.submitted.get(node.submitted.size() - 1).getEnvelope());
    return trust.requireRoot(last);
  }

  private void assertRefused(Ran ran, int exitCode, String why) {
    assertThat(ran.err()).contains(why).doesNotContain("\tat ");
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(ran.out()).isEmpty();
    assertThat(node.submitted).isEmpty();
    assertThat(root()).isEqualTo(first);
  }

  @Test
  void revokedNodeIsInTheNextRootWhichTheDirectoryKeeps() throws Exception {
    Ran ran = change("revoke", "--node", "eu-1");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.err())
        .startsWith("trust root 2 (")
        .contains(") of mesh birds, after root 1 (" + first.id().brief() + ")\n")
        .contains("  revokes node eu-1\n");
    TrustRoot next = handedIn(first);
    assertThat(next.revokedNodes()).hasToString("[eu-1]");
    assertThat(root().id()).isEqualTo(next.id());
    assertThat(mesh.resolve("root-next.json")).doesNotExist();
  }

  @Test
  void keysAreGivenAndTakenAndThresholdsMoved() throws Exception {
    String given = "carol=" + carol.publicKey();
    Ran ran = change("rotate", "--operator", given, "--threshold", "ANNOUNCE=2");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    TrustRoot next = handedIn(first);
    assertThat(next.role(RoleName.ANNOUNCE).threshold()).isEqualTo(2);
    assertThat(next.role(RoleName.ANNOUNCE).keyIds()).hasSize(2);
    assertThat(next.role(RoleName.CONTROL).threshold()).isEqualTo(1);
    assertThat(ran.err()).contains("  role ANNOUNCE becomes 2 of: ").contains("carol (");

    node.trust = trust(first, root());
    Envelope second = root();
    Ran back = change("rotate", "--drop", "carol", "--threshold", "ANNOUNCE=1");
    assertThat(back.exitCode()).as(back.err()).isZero();
    assertThat(handedIn(first, second).role(RoleName.ANNOUNCE).keyIds()).hasSize(1);
  }

  @Test
  void secondPersonSignsWhatTheFirstOnePassedOn() throws Exception {
    String given = "carol=" + carol.publicKey();
    Ran alone = change("rotate", "--root", given, "--threshold", "ROOT=2");
    assertRefused(alone, 4, "not signed by enough ROOT keys of root 2; give more with --key");

    Ran passedOn = change("rotate", "--root", given, "--threshold", "ROOT=2", "--sign-only");
    assertThat(passedOn.exitCode()).as(passedOn.err()).isZero();
    Path file = mesh.resolve("root-next.json");
    assertThat(passedOn.out()).isEqualTo(file + "\n");
    assertRefused(change("rotate", "--raise-epoch"), 4, "another trust root 2 is signed already");

    Ran cosigned =
        Ran.linnet(
            "mesh",
            "cosign",
            file.toString(),
            "--key",
            carol.privateKey().toString(),
            "--yes",
            "--api",
            node.address());
    assertThat(cosigned.exitCode()).as(cosigned.err()).isZero();
    assertThat(handedIn(first).role(RoleName.ROOT).threshold()).isEqualTo(2);
    assertThat(root().signatures()).hasSize(2);
    assertThat(file).doesNotExist();
  }

  @Test
  void whatWasSignedAndNotHandedInIsHandedInByTheSameCommand() throws Exception {
    change("rotate", "--raise-epoch", "--sign-only");
    Ran again = change("rotate", "--raise-epoch");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(handedIn(first).epoch()).isEqualTo(1);
  }

  @Test
  void rootsOfAnotherMeshAreNotBuiltUpon() {
    Path other = temp.resolve("other");
    MeshAuthority.init(other, "birds", Clock.systemUTC());
    node.trust = trust(EnvelopeFile.load("root", other.resolve("root.json")));
    assertRefused(change("rotate", "--raise-epoch"), 4, "do not follow from the one known here");
  }

  @Test
  void forkedMeshGetsNoFurtherRoot() {
    Ed25519 key = OperatorKey.loadRoot(mesh.resolve("root.key"));
    TrustRoot root = TrustRoot.parse(first.payload());
    TrustRoot beside = root.revoking(List.of(new NodeName("eu-1")), List.of());
    node.trust =
        trust(
            first,
            Envelope.sign(TrustRoot.PAYLOAD_TYPE, root.raisingEpoch().toPayload(), key),
            Envelope.sign(TrustRoot.PAYLOAD_TYPE, beside.toPayload(), key));
    assertRefused(change("rotate", "--raise-epoch"), 4, "two different trust roots of one version");
  }

  @Test
  void onlyARootKeyHasASay() {
    String operator = mesh.resolve("operators/admin.key").toString();
    assertRefused(
        change("rotate", "--raise-epoch", "--key", operator), 4, "not a key of the role ROOT");
  }

  @Test
  void wrongWordsAreExplained() {
    assertRefused(change("rotate"), 2, "rotate what?");
    assertRefused(change("rotate", "--raise-epoch", "--drop", "admin"), 2, "goes alone");
    assertRefused(change("rotate", "--drop", "dave"), 1, "'dave': holds no key");
    assertRefused(
        change("rotate", "--drop", "admin"), 4, "role ANNOUNCE would have 0 keys of which 1");
    assertRefused(
        change("rotate", "--threshold", "ENROLL=3"), 4, "role ENROLL would have 1 keys of which 3");
    assertRefused(
        change("rotate", "--operator", "admin=" + carol.publicKey()),
        4,
        "'admin': holds another key; say --drop admin as well");
    assertRefused(
        change("rotate", "--operator", "carol=" + carol.privateKey()),
        2,
        "expected PEM text with -----BEGIN PUBLIC KEY-----");
    assertRefused(change("revoke"), 2, "revoke whom?");
    assertRefused(change("revoke", "--node", "eu-2"), 1, "did you mean 'eu-1'?");
    assertRefused(
        change("revoke", "--operator", "root"), 4, "role ROOT would keep 0 keys of the 1");
  }

  @Test
  void nothingIsSignedUnasked() {
    String[] unasked = {
      "mesh", "revoke", mesh.toString(), "--node", "eu-1", "--api", node.address()
    };
    assertRefused(Ran.linnet(unasked), 2, "there is no terminal to ask on; say --yes");
    assertRefused(Ran.linnetOnTerminal(unasked), 1, "nothing was done");
    assertThat(mesh.resolve("root-next.json")).doesNotExist();
  }

  @Test
  void trustIsShownWithTheAlarmFirst() {
    Ed25519 key = OperatorKey.loadRoot(mesh.resolve("root.key"));
    node.trust =
        """
        {"mesh":"birds","version":2,"epoch":1,"expires":"2036-01-01T00:00:00Z","forked":true,
         "roles":[{"role":"ROOT","threshold":1,"keys":[{"name":"root","keyId":"%s"}]}],
         "revokedNodes":["eu-1","eu-2"],"revokedKeys":[],
         "chain":[{"version":1,"id":"%s","epoch":0}]}
        """
            .formatted(key.publicKey().keyId(), first.id().hex());
    Ran ran = Ran.linnet("mesh", "trust", "--api", node.address());
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .startsWith("FORK: two different trust roots of one version are signed.")
        .contains("mesh birds, trust root 2, epoch 1, expires 2036-01-01T00:00:00Z\n")
        .contains("ROOT  1 of 1     root (" + key.publicKey().keyId().substring(0, 12) + ")\n")
        .contains("revoked nodes: eu-1, eu-2\nrevoked keys: none\n")
        .contains("1     " + first.id().brief() + "  0\n");
  }
}
