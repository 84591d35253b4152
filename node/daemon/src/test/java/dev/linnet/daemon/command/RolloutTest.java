package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.daemon.identity.EnvelopeFile;
import dev.linnet.daemon.identity.MeshAuthority;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RolloutTest {
  private static final String ID = "ab".repeat(32);
  static final String PLAN =
      """
      spec:
        model: {name: detector, version: "7"}
        waves:
          - {name: first, regions: [eu], bake: 5m, quorum: {minJurors: 2}}
          - {name: rest, regions: ["*"]}
      """;

  private final ScriptedNode node;
  private final Path mesh;
  private final Path plan;

  RolloutTest(@TempDir Path temp) throws IOException {
    node = new ScriptedNode();
    mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
    plan = Files.writeString(temp.resolve("plan.yaml"), PLAN);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void announceShowsThePlanSignsItAndPrintsTheId() throws Exception {
    Ran ran = announce();

    assertThat(ran.err())
        .isEqualTo(
            """
            rollout of detector 7 in mesh birds, generation 7, manifest 4bf5122f3445, expires 2026-12-01T00:00:00Z
            WAVE   REGIONS  SHARE  JURORS  BAKE  PROMOTE  GATES
            first  eu       all    2       5m    2/3      errors,finite
            rest   asia,na  all    2,2     10m   2/3      errors,finite
            on failure: rollback-all, freshness: 10m
            next: linnet rollout status abababababab --watch
            """);
    assertThat(ran.out()).isEqualTo(ID + "\n");
    assertThat(ran.exitCode()).isZero();
    Envelope envelope = submitted();
    assertThat(trust().requireRole(envelope, RoleName.ANNOUNCE)).containsExactly("admin");
    assertThat(AnnouncementJson.parse(envelope.payload()).version()).isEqualTo("7");
  }

  @Test
  void announceReadsStandardInputAndAnswersInJson() {
    Ran ran =
        Ran.linnetWithInput(
            PLAN,
            "rollout",
            "announce",
            "-",
            "--key",
            key(),
            "--api",
            node.address(),
            "-o",
            "json");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .isEqualTo("{\n  \"apiVersion\": \"linnet/v1\",\n  \"id\": \"" + ID + "\"\n}\n");
  }

  @Test
  void announceSignsNothingButThePlanThatWasGiven() {
    node.tampering =
        given ->
            new Announcement(
                given.mesh(),
                new Plan(
                    given.plan().model(),
                    "6",
                    given.plan().expires(),
                    given.plan().onFailure(),
                    given.plan().waves()),
                given.manifest(),
                given.epoch(),
                given.generation(),
                given.previous(),
                given.returnTo(),
                given.retryOf(),
                given.announcedAt(),
                given.expires(),
                given.juries());

    Ran ran = announce();

    assertThat(ran.err())
        .isEqualTo(
            "linnet: nothing was signed: the node's answer is not the plan that was given:"
                + " it is of detector 6\n");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(node.submitted).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "3,1"})
  void planExitsByWhetherNodesWouldChange(int changes, int exitCode) {
    node.planned = "{\"changes\":" + changes + "}";

    assertThat(linnet("rollout", "plan", plan.toString()).exitCode()).isEqualTo(exitCode);
  }

  @Test
  void aPlanThatFailsIsNoChange() {
    node.planned = "{\"changes\":3,\"warnings\":[{}]}";
    Ran unexpected = linnet("rollout", "plan", plan.toString());
    node.refusal = Status.FAILED_PRECONDITION.withDescription("not now");
    Ran refused = linnet("rollout", "plan", plan.toString());

    assertThat(unexpected.err()).startsWith("linnet: unexpected ");
    assertThat(unexpected.exitCode()).isEqualTo(2);
    assertThat(refused.err()).isEqualTo("linnet: not now\n");
    assertThat(refused.exitCode()).isEqualTo(2);
  }

  @Test
  void aWrongPlanOrKeyIsFoundBeforeAnyNodeIsAsked() throws IOException {
    Files.writeString(plan, PLAN.replace("bake", "brake"));
    Ran wrongPlan = announce();
    Files.writeString(plan, PLAN);
    Files.setPosixFilePermissions(Path.of(key()), PosixFilePermissions.fromString("rw-r--r--"));
    Ran wrongKey = announce();

    assertThat(wrongPlan.err())
        .isEqualTo(
            "linnet: "
                + plan
                + ":4:36: spec.waves[0]: unknown key 'brake'; did you mean 'bake'?\n");
    assertThat(wrongPlan.exitCode()).isEqualTo(2);
    assertThat(wrongKey.err()).endsWith(": chmod 600 " + key() + "\n");
    assertThat(wrongKey.exitCode()).isEqualTo(2);
    assertThat(node.submitted).isEmpty();
  }

  @Test
  void whatCannotBeUndoneIsAskedForAtATerminal() {
    node.rollout = rollout("ROLLING");
    String[] abort = {"rollout", "abort", "abab", "--key", key(), "--api", node.address()};

    Ran unsure = Ran.linnetOnTerminalWithInput("no\n", abort);

    assertThat(unsure.err())
        .isEqualTo(
            """
            detector 7 is ROLLING. An abort is final, and every node goes back to the version before. Type yes to go on:
            linnet: nothing was done
            """);
    assertThat(node.submitted).isEmpty();
    assertThat(Ran.linnetOnTerminalWithInput("yes\n", abort).exitCode()).isZero();
    assertThat(linnet("rollout", "abort", "abab", "--key", key()).exitCode()).isZero();
    assertThat(node.submitted).as("by a person, and by a script").hasSize(2);
  }

  @Test
  void controlsAreSignedWithTheNextSequence() throws Exception {
    node.rollout = rollout("ROLLING");

    Ran pause = linnet("rollout", "pause", "abab", "--key", key(), "--reason", "lunch");
    Control paused = control();
    Ran promote = linnet("rollout", "promote", "abab", "--key", key(), "--region", "na");
    Control promoted = control();
    Ran nowhere = linnet("rollout", "promote", "abab", "--key", key(), "--region", "mars");

    assertThat(pause.exitCode()).isZero();
    assertThat(pause.err())
        .isEqualTo("linnet: rollout abababababab: pause is signed and on its way\n".substring(8));
    assertThat(paused.action()).isEqualTo(Control.Action.PAUSE);
    assertThat(paused.rollout().hex()).isEqualTo(ID);
    assertThat(paused.mesh()).isEqualTo("birds");
    assertThat(paused.sequence()).isEqualTo(4);
    assertThat(paused.reason()).isEqualTo("lunch");
    assertThat(promote.exitCode()).isZero();
    assertThat(promoted.action()).isEqualTo(Control.Action.PROMOTE);
    assertThat(promoted.wave()).isEqualTo(1);
    assertThat(promoted.sequence()).isZero();
    assertThat(nowhere.err()).isEqualTo("linnet: region mars: in no wave of this rollout\n");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(trust().requireRole(submitted(), RoleName.CONTROL)).containsExactly("admin");
  }

  @Test
  void severalOperatorsSignWhereTheMeshAsksForThem() {
    node.rollout = rollout("ROLLING");
    String second = mesh.resolve("root.key").toString();
    Ran pause = linnet("rollout", "pause", "abab", "--key", key(), "--key", second);
    assertThat(pause.exitCode()).as(pause.err()).isZero();
    assertThat(node.submitted.get(0).getEnvelope().getSignaturesList())
        .extracting(signature -> signature.getKeyId())
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  void statusIsATreeOfWavesRegionsAndNodes() {
    node.rollout = rollout("ROLLING");

    assertThat(linnet("rollout", "status", "abab").out())
        .isEqualTo(
            """
            NAME           KIND     STATUS       AGE  INFO
            detector 7     rollout  ● ROLLING    5h   id abababababab, generation 42, by alice
            ├─ first       wave     ✔ PROMOTED
            │  └─ eu       region   ✔ PROMOTED   -    jury 2: 2 healthy, 0 unhealthy, 0 silent; last news 5h ago
            │     ├─ eu-1  node     ✔ SERVING    -    runs 7
            │     └─ eu-2  node     ✔ SERVING    -    runs 7
            └─ rest        wave     ● OPEN
               ├─ asia     region   ○ UNDECIDED  -    jury 2: 0 healthy, 0 unhealthy, 2 silent
               └─ na       region   ○ UNDECIDED  -    jury 2: 1 healthy, 0 unhealthy, 1 silent
                  └─ na-1  node     ● TRIAL      -    runs 6; golden tests
            """);
    assertThat(linnet("rollout", "status", "abab", "-o", "yaml").out())
        .startsWith("apiVersion: linnet/v1\n")
        .contains("generation: 42\n");
  }

  @ParameterizedTest
  @CsvSource({"PROMOTED,0", "ROLLED_BACK,6", "ABORTED,6", "EXPIRED,6", "SUPERSEDED,6"})
  void watchExitsByOutcome(String end, int exitCode) {
    node.watch(
        rollout("ROLLING"),
        rollout("ROLLING").replace("TRIAL", "SERVING"),
        rollout(end).replace("TRIAL", "SERVING"));

    Ran ran = linnet("rollout", "status", "abab", "--watch");

    assertThat(ran.out().lines())
        .containsExactly(
            "rollout detector 7: ROLLING",
            "wave first: PROMOTED",
            "region eu: PROMOTED (2 healthy, 0 unhealthy of 2)",
            "wave rest: OPEN",
            "node eu-1: SERVING",
            "node eu-2: SERVING",
            "node na-1: TRIAL (golden tests)",
            "node na-1: SERVING (golden tests)",
            "rollout detector 7: " + end);
    assertThat(ran.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void watchTimesOutWithCode5AndSaysHowToGoOn() {
    node.watch(rollout("ROLLING"));
    node.staysOpen = true;

    Ran ran = linnet("rollout", "status", ID, "--watch", "--timeout", "1s");

    assertThat(ran.err())
        .isEqualTo(
            "linnet: rollout abababababab: still ROLLING after 1 s;"
                + " watch on: linnet rollout status abababababab --watch\n");
    assertThat(ran.exitCode()).isEqualTo(5);
  }

  @Test
  void aNodeThatLeavesWhileWatchedIsUnreachable() {
    node.watch(rollout("ROLLING"));

    Ran ran = linnet("rollout", "status", "abab", "--watch");

    assertThat(ran.err())
        .isEqualTo("linnet: the node stopped telling while rollout abab was ROLLING\n");
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  @Test
  void aTerminalIsDrawnAgainInColour() {
    node.watch(rollout("ROLLING"), rollout("PROMOTED"));

    Ran ran = Ran.linnetOnTerminal("rollout", "status", "abab", "--watch", "--api", node.address());

    assertThat(ran.out())
        .contains("\u001b[33m● ROLLING\u001b[0m")
        .contains("\u001b[10A\r\u001b[J")
        .contains("\u001b[32m✔ PROMOTED\u001b[0m");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void announceWaitsToTheEnd() {
    node.watch(rollout("ROLLED_BACK"));

    Ran ran =
        linnet("rollout", "announce", plan.toString(), "--key", key(), "--wait", "-o", "json");

    assertThat(ran.out().lines()).singleElement().asString().contains("\"ROLLED_BACK\"");
    assertThat(ran.err()).endsWith("rollout abababababab ended ROLLED_BACK\n");
    assertThat(ran.exitCode()).isEqualTo(6);
  }

  private Ran announce() {
    return linnet("rollout", "announce", plan.toString(), "--key", key());
  }

  private Ran linnet(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--api";
    all[arguments.length + 1] = node.address();
    return Ran.linnet(all);
  }

  private String key() {
    return mesh.resolve("operators/admin.key").toString();
  }

  private Trust trust() throws Exception {
    TrustRoot root =
        Trust.openRoot(
            EnvelopeFile.parse(Files.readString(mesh.resolve("root.json"))), Ed25519.CHECK);
    return new Trust(root, Ed25519.CHECK);
  }

  private Control control() {
    return Control.parse(submitted().payload());
  }

  private Envelope submitted() {
    dev.linnet.proto.v1.Envelope wire = node.submitted.get(node.submitted.size() - 1).getEnvelope();
    return new Envelope(
        wire.getPayloadType(),
        Bytes.copyOf(wire.getPayload().toByteArray()),
        List.of(
            new Envelope.Signature(
                wire.getSignatures(0).getKeyId(),
                Bytes.copyOf(wire.getSignatures(0).getValue().toByteArray()))));
  }

  private static String rollout(String state) {
    return """
    {"apiVersion":"linnet/v1","id":"ID","mesh":"birds","sequence":3,"model":"detector",
     "version":"7","generation":42,"state":"STATE","announcedBy":"alice",
     "announcedAt":"AT",
     "waves":[
      {"name":"first","state":"PROMOTED","regions":[
       {"region":"eu","verdict":"PROMOTED","jury":2,"healthy":2,"unhealthy":0,"silent":0,
        "lastNewsAt":"AT"}]},
      {"name":"rest","state":"OPEN","regions":[
       {"region":"asia","jury":2,"healthy":0,"unhealthy":0,"silent":2},
       {"region":"na","jury":2,"healthy":1,"unhealthy":0,"silent":1}]}],
     "nodes":[
      {"node":"eu-1","region":"eu","phase":"SERVING","active":"7"},
      {"node":"eu-2","region":"eu","phase":"SERVING","active":"7"},
      {"node":"na-1","region":"na","phase":"TRIAL","active":"6","reason":"golden tests"}]}
    """
        .replace("ID", ID)
        .replace("\"AT\"", "\"" + Instant.now().minus(Duration.ofHours(5)) + "\"")
        .replace("STATE", state);
  }
}
