package dev.linnet.core.rollout;

import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MESH;
import static dev.linnet.core.TestPeople.MODEL;
import static dev.linnet.core.TestPeople.announcement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Requirement.Operator;
import dev.linnet.core.rollout.Requirement.Subject;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnouncementJsonTest {
  @Test
  void whatIsWrittenIsReadAgain() {
    assertThat(read(write(full()))).isEqualTo(full());
    Announcement plain = announcement(3, "2");
    assertThat(read(write(plain))).isEqualTo(plain);
  }

  @Test
  void aPlainWaveSaysNothingOfWhatItDoesWithout() {
    assertThat(write(announcement(3, "2")))
        .doesNotContain("select", "share", "windows", "eadline", "shadow", "canary", "retryOf");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "share":"1/10"      | "share":"0/10"      | share: expected above 0 and at most 1, got 0/10
          "share":"1/10"      | "share":"ten"       | waves[0].share: share 'ten': expected N/D
          "operator":"IN"     | "operator":"LIKE"   | waves[0].select[0].operator: No enum constant dev.linnet.core.rollout.Requirement.Operator.LIKE
          "key":"tier"        | "keys":"tier"       | waves[0].select[0].key: missing
          "zone":"UTC"        | "zone":"Moon"       | zone 'Moon': expected local, UTC or an IANA zone such as Europe/Berlin
          "start":"22:00"     | "start":"25:00"     | waves[0].windows[0].start: '25:00': expected a time such as 02:00
          "start":"22:00"     | "start":"05:00"     | start and end are both 05:00: the window would have no length
          "deadlineMillis":172800000 | "deadlineMillis":0 | waves[0].deadlineMillis: expected a whole number from 1 to 31536000000
          "unhealthyAtDeadline":true | "unhealthyAtDeadline":1 | waves[0].unhealthyAtDeadline: expected a true or false
          "share":"1/20"      | "share":"0/20"      | shadow.share: expected above 0 and at most 1
          "requests":200      | "requests":0        | waves[0].shadow.requests: expected a whole number from 1 to
          "atMostMillis":600000 | "atMost":600000   | waves[0].shadow.atMostMillis: missing
          "share":"1/4"       | "share":"1/1"       | canary.share: expected above 0 and below 1
          "forMillis":300000  | "forMillis":0       | waves[0].canary.forMillis: expected a whole number from 1 to
          "retryOf":"         | "retryOf":"x        | retryOf:
          "share":"1/10"      | "part":"1/10"       | waves[0].part: unknown field
          """)
  void whatIsNotAnAnnouncementIsRefused(String good, String bad, String message) {
    String json = write(full());
    assertThat(json).contains(good);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(json.replace(good, bad)))
        .withMessageStartingWith(message);
  }

  private static Announcement full() {
    Wave wave =
        new Wave(
            "canary",
            List.of(EU),
            new Selector(
                List.of(
                    Requirement.label("tier", "edge"),
                    new Requirement(Subject.LABEL, "mode", Operator.DOES_NOT_EXIST, List.of()),
                    Requirement.atLeast("memory.bytes", 4096)),
                new Share(1, 10)),
            List.of(
                new Window(
                    new TreeSet<>(List.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)),
                    LocalTime.of(22, 0),
                    LocalTime.of(5, 0),
                    "UTC")),
            new Deadline(Duration.ofDays(2), true),
            new Shadow(new Share(1, 20), 200, Duration.ofMinutes(10)),
            new Canary(new Share(1, 4), Duration.ofMinutes(5)),
            Duration.ofMinutes(1),
            5,
            Gate.defaults(),
            new Share(3, 4),
            1);
    Digest retryOf = Digest.of(new byte[] {7});
    return new Announcement(
        MESH,
        new Plan(MODEL, "2", null, OnFailure.ROLLBACK_ALL, retryOf, List.of(wave)),
        Digest.of(new byte[] {1}),
        1,
        9,
        Digest.of(new byte[] {2}),
        Digest.of(new byte[] {3}),
        retryOf,
        Instant.parse("2026-01-01T00:00:00Z"),
        Instant.parse("2027-01-01T00:00:00Z"),
        List.of(new Jury(0, EU, new TreeSet<>(List.of(new NodeName("eu-1"))))));
  }

  private static String write(Announcement announcement) {
    return AnnouncementJson.write(announcement).toUtf8();
  }

  private static Announcement read(String json) {
    return AnnouncementJson.parse(Bytes.utf8(json));
  }
}
