package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListingTest {
  private static final String MEMBERS =
      """
      {"apiVersion":"linnet/v1","members":[
       {"node":"eu-1","region":"eu","state":"ALIVE","address":"10.0.0.1:7700",
        "labels":{"tier":"edge"},"models":{"detector":"7"}},
       {"node":"asia-12","region":"asia","state":"SUSPECT","address":"10.0.0.2:7700",
        "labels":{},"models":{}}]}
      """;

  private final ScriptedNode node;

  ListingTest() throws IOException {
    node = new ScriptedNode();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void membersAsTableJsonAndYaml() {
    node.members = MEMBERS;

    assertThat(linnet("mesh", "members").out())
        .isEqualTo(
            """
            NODE     REGION  STATE    ADDRESS        MODELS      LABELS
            eu-1     eu      ALIVE    10.0.0.1:7700  detector=7  tier=edge
            asia-12  asia    SUSPECT  10.0.0.2:7700  -           -
            """);
    assertThat(linnet("mesh", "members", "-o", "json").out())
        .startsWith("{\n  \"apiVersion\": \"linnet/v1\",\n  \"members\": [\n    {\n")
        .endsWith("}\n");
    assertThat(linnet("mesh", "members", "-o", "yaml").out())
        .startsWith("apiVersion: linnet/v1\nmembers:\n- node: eu-1\n  region: eu\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--region asia,asia-12",
    "--state suspect,asia-12",
    "--state ALIVE --region eu,eu-1",
    "--state dead,",
    "--region eu --state suspect,"
  })
  void membersOfARegionOrInAState(String options, @Nullable String expected) {
    node.members = MEMBERS;

    List<String> found =
        linnet(("mesh members " + options).split(" "))
            .out()
            .lines()
            .skip(1)
            .map(line -> line.replaceFirst(" .*", ""))
            .toList();
    String document = linnet(("mesh members -o json " + options).split(" ")).out();

    assertThat(found).isEqualTo(expected == null ? List.of() : List.of(expected));
    assertThat(document).contains("\"apiVersion\"");
    assertThat(document.contains("\"node\"")).isEqualTo(expected != null);
  }

  @Test
  void verifyingFailsIfAChunkRotted() {
    String sound =
        "{\"name\":\"detector\",\"version\":\"7\",\"digest\":\""
            + "0123456789abcdef".repeat(4)
            + "\",\"rottenChunks\":0}";
    node.verified = List.of(sound);
    assertThat(linnet("model", "verify").exitCode()).isZero();
    node.verified = List.of(sound, sound.replace(":0}", ":2}"));
    Ran ran = linnet("model", "verify");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out())
        .isEqualTo(
            """
            detector 7 0123456789ab: sound
            detector 7 0123456789ab: 2 chunks rotted and are fetched again
            """);
  }

  /** What did not come yet is not damage, and nothing but what is here is called sound. */
  @Test
  void verifyingSaysHowMuchOfAnIncompleteVersionIsHere() {
    String half =
        "{\"name\":\"detector\",\"version\":\"7\",\"digest\":\""
            + "0123456789abcdef".repeat(4)
            + "\",\"sizeBytes\":5242880,\"storedBytes\":2097152,\"chunks\":5,"
            + "\"storedChunks\":2,\"complete\":false,\"rottenChunks\":0}";
    node.verified = List.of(half);
    Ran ran = linnet("model", "verify");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            "detector 7 0123456789ab: incomplete, 2 of 5 chunks (2.0 MiB of 5.0 MiB) are here and"
                + " sound\n");
    assertThat(linnet("model", "verify", "-o", "json").out()).isEqualTo(half + "\n");
    node.verified = List.of(half.replace(":0}", ":1}"));
    assertThat(linnet("model", "verify").out())
        .endsWith(
            ": 1 chunks rotted and are fetched again, 2 of 5 chunks (2.0 MiB of 5.0 MiB) are here"
                + " and sound\n");
  }

  @Test
  void modelsAndRollouts() {
    node.models =
        "{\"models\":[{\"name\":\"detector\",\"version\":\"7\",\"digest\":\""
            + "0123456789abcdef".repeat(4)
            + "\",\"sizeBytes\":5242880,\"storedBytes\":1023,\"complete\":false}]}";
    node.rollouts =
        "{\"rollouts\":[{\"id\":\""
            + "ab".repeat(32)
            + "\",\"model\":\"detector\",\"version\":\"7\",\"generation\":42,"
            + "\"state\":\"ROLLING\",\"announcedBy\":\"alice\"}]}";

    assertThat(linnet("model", "ls").out())
        .isEqualTo(
            """
            NAME      VERSION  DIGEST        SIZE     STORED  COMPLETE
            detector  7        0123456789ab  5.0 MiB  1023 B  no
            """);
    assertThat(linnet("rollout", "ls").out())
        .isEqualTo(
            """
            ID            MODEL     VERSION  GENERATION  STATE    BY     AGE
            abababababab  detector  7        42          ROLLING  alice  -
            """);
  }

  @Test
  void eventsAreOneLineEachAndCannotSteerTheTerminal() {
    node.events =
        List.of(
            "{\"sequence\":1,\"at\":\"2026-11-24T00:00:00Z\",\"severity\":\"INFO\","
                + "\"kind\":\"STARTED\",\"sentence\":\"first\"}",
            "{\"sequence\":2,\"at\":\"2026-11-24T00:00:01Z\",\"severity\":\"ALARM\","
                + "\"kind\":\"FELL_BACK\",\"sentence\":\"bad\\u001b[2J\\nnews\","
                + "\"about\":{\"model\":\"detector\"}}");

    assertThat(linnet("events").out())
        .isEqualTo(
            """
            1  2026-11-24T00:00:00Z  INFO  STARTED  first
            2  2026-11-24T00:00:01Z  ALARM  FELL_BACK  bad [2J news  (model=detector)
            """);
    assertThat(linnet("events", "--after", "1", "-o", "json").out().lines())
        .singleElement()
        .asString()
        .startsWith("{\"sequence\":2,");
  }

  @Test
  void eventsOfOneRollout() {
    node.events =
        List.of(
            "{\"sequence\":1,\"kind\":\"STARTED\",\"about\":{}}",
            "{\"sequence\":2,\"kind\":\"VERDICT\",\"about\":{\"rollout\":\"%s\"}}"
                .formatted("ab".repeat(32)),
            "{\"sequence\":3,\"kind\":\"VERDICT\",\"about\":{\"rollout\":\"%s\"}}"
                .formatted("cd".repeat(32)));

    assertThat(linnet("events", "--rollout", "cdcd", "-o", "json").out().lines())
        .singleElement()
        .asString()
        .startsWith("{\"sequence\":3,");
    assertThat(linnet("events", "--rollout", "ab", "--after", "2").out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND,no rollout begins with ab,1",
    "INVALID_ARGUMENT,ab fits two rollouts,1",
    "FAILED_PRECONDITION,not now,1",
    "PERMISSION_DENIED,not your word,4",
    "UNAVAILABLE,the model is not ready,1",
    "INTERNAL,broken,1"
  })
  void whatANodeRefusesIsSaidInItsWords(Status.Code code, String words, int exitCode) {
    node.refusal = code.toStatus().withDescription(words);

    Ran ran = linnet("rollout", "status", "ab");

    assertThat(ran.err()).isEqualTo("linnet: " + words + "\n");
    assertThat(ran.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void aNodeThatIsTooLateIsNotReached() {
    node.refusal = Status.DEADLINE_EXCEEDED;

    Ran ran = linnet("rollout", "status", "ab");

    assertThat(ran.err())
        .isEqualTo("linnet: the node at " + node.address() + " did not answer in time\n");
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  @Test
  void aStoreIsVerifiedToItsEndThoughNobodyReads() throws IOException {
    String sound = "{\"name\":\"detector\",\"version\":\"7\",\"rottenChunks\":0}";
    node.verified = List.of(sound, sound, sound.replace(":0}", ":2}"));

    Ran ran = Ran.linnetUnread("model", "verify", "--api", node.address());

    assertThat(ran.exitCode()).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsNoJsonIsSaid() {
    node.members = "<html>";

    Ran ran = linnet("mesh", "members");

    assertThat(ran.err()).isEqualTo("linnet: the node's answer is no JSON object\n");
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  private Ran linnet(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--api";
    all[arguments.length + 1] = node.address();
    return Ran.linnet(all);
  }
}
