package dev.linnet.daemon.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Notice;
import dev.linnet.testmesh.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
  private static final int MORE_THAN_KEPT = 1_200;

  private final Path data;

  EventLogTest(@TempDir Path data) {
    this.data = data;
  }

  @Test
  void eventsOfARolloutAreFoundAlsoAfterARestart() {
    EventLog log = new EventLog(data, NOON);
    log.append(verdict("aa", "eu"));
    log.append(verdict("bb", "eu"));
    log.append(verdict("aa", "na"));
    log.append(new Notice(Notice.Severity.INFO, "OTHER", "it rains", Map.of()));

    for (EventLog each : new EventLog[] {log, new EventLog(data, NOON)}) {
      assertThat(each.about("aa"))
          .extracting(entry -> entry.kind() + " " + entry.about().get("region") + " " + entry.at())
          .containsExactly("VERDICT eu 2026-11-24T12:00:00Z", "VERDICT na 2026-11-24T12:00:00Z");
      assertThat(each.about("cc")).isEmpty();
    }
  }

  @Test
  void whatIsForgottenIsForgottenByRolloutToo() {
    EventLog log = new EventLog(data, NOON);
    log.append(verdict("aa", "eu"));
    for (int i = 0; i < MORE_THAN_KEPT; i++) {
      log.append(verdict("bb", "eu"));
    }

    assertThat(log.about("aa")).isEmpty();
    assertThat(log.about("bb")).isEqualTo(log.after(0)).hasSizeLessThan(MORE_THAN_KEPT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"at\":\"2026-11-",
        "{\"sequence\":12q4,\"at\":\"2026\",\"severity\":\"INFO\",\"kind\":\"K\",\"about\":{}}",
        "{\"sequence\":{},\"at\":\"2026\",\"severity\":\"INFO\",\"kind\":\"K\",\"about\":{}}",
        "{\"sequence\":9223372036854775807,\"at\":\"2026\",\"severity\":\"INFO\",\"kind\":\"K\",\"about\":{}}",
        "{\"sequence\":2,\"at\":\"2026\",\"severity\":\"INFO\",\"kind\":\"K\",\"about\":7}",
        "{\"sequence\":2,\"at\":\"2026\",\"severity\":\"INFO\",\"about\":{}}",
        "[2]",
        "2"
      })
  void lineThatIsHalfOrDamagedIsPassedOver(String line) throws IOException {
    new EventLog(data, NOON).append(verdict("aa", "eu"));
    Files.writeString(data.resolve("events.jsonl"), line + "\n", StandardOpenOption.APPEND);

    EventLog log = new EventLog(data, NOON);
    log.append(verdict("aa", "na"));

    assertThat(log.about("aa")).extracting(EventLog.Entry::number).containsExactly(1L, 2L);
  }

  /** A cut of power can leave a line without its end; the next event must not share it. */
  @Test
  void eventAfterHalfALineHasALineOfItsOwn() throws IOException {
    new EventLog(data, NOON).append(verdict("aa", "eu"));
    Path file = data.resolve("events.jsonl");
    Files.writeString(file, "{\"at\":\"2026-11-", StandardOpenOption.APPEND);

    new EventLog(data, NOON).append(verdict("aa", "na"));

    assertThat(Files.readAllLines(file)).hasSize(3).element(1).isEqualTo("{\"at\":\"2026-11-");
    assertThat(new EventLog(data, NOON).about("aa"))
        .extracting(EventLog.Entry::number)
        .containsExactly(1L, 2L);
  }

  @Test
  void bytesThatAreNoTextDoNotKeepANodeFromItsStart() throws IOException {
    new EventLog(data, NOON).append(verdict("aa", "eu"));
    Files.write(
        data.resolve("events.jsonl"), new byte[] {(byte) 0xff, 0, '\n'}, StandardOpenOption.APPEND);

    assertThat(new EventLog(data, NOON).about("aa")).hasSize(1);
  }

  /** Each event takes 20 KiB of 64: the fourth is cut by the end of the disk. */
  @Test
  void whatAFullDiskRefusedIsWrittenWhenThereIsRoom() throws IOException {
    try (SmallDisk disk = SmallDisk.at(data.resolve("disk"), 64 << 10)) {
      EventLog log = new EventLog(disk.directory(), NOON);
      for (int i = 0; i < 5; i++) {
        log.append(new Notice(Notice.Severity.INFO, "OTHER", i + "x".repeat(20 << 10), Map.of()));
      }
      Path file = disk.directory().resolve("events.jsonl");
      assertThat(Files.readString(file)).endsWith("}\n");
      assertThat(Files.readAllLines(file)).hasSize(3);
      log.writeAgain();
      assertThat(Files.readAllLines(file)).hasSize(3);

      disk.resize(256 << 10);
      log.writeAgain();

      assertThat(new EventLog(disk.directory(), NOON).after(0)).isEqualTo(log.after(0)).hasSize(5);
    }
  }

  @Test
  void numbersGoOnAfterARestart() {
    new EventLog(data, NOON).append(verdict("aa", "eu"));
    EventLog again = new EventLog(data, NOON);
    again.append(verdict("aa", "na"));

    List<EventLog.Entry> all = new EventLog(data, NOON).after(0);
    assertThat(all).extracting(EventLog.Entry::number).containsExactly(1L, 2L);
    assertThat(all.get(1).json()).startsWith("{\"sequence\":2,");
    assertThat(all).isEqualTo(again.after(0));
  }

  /** The file begins anew when it is full, and what came before is remembered all the same. */
  @Test
  void aFullFileIsKeptBesideTheNext() throws IOException {
    EventLog log = new EventLog(data, NOON);
    String long64Ki = "x".repeat(1 << 16);
    for (int i = 0; i < 70; i++) {
      log.append(new Notice(Notice.Severity.INFO, "OTHER", long64Ki, Map.of()));
    }
    assertThat(Files.size(data.resolve("events.jsonl"))).isLessThan(1 << 20);

    assertThat(new EventLog(data, NOON).after(0)).isEqualTo(log.after(0)).hasSize(70);
  }

  private static Notice verdict(String rollout, String region) {
    return new Notice(
        Notice.Severity.INFO,
        "VERDICT",
        "region " + region + ": PROMOTED",
        Map.of("rollout", rollout, "region", region));
  }
}
