package dev.linnet.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.core.mesh.Profile;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * 2026-11-24 is a Tuesday. Berlin's clock goes 02:00 to 03:00 on 29 March, 03:00 to 02:00 on 25
 * October.
 */
class WindowTest {
  private static final Profile NOWHERE = new Profile(Map.of(), Map.of());

  @ParameterizedTest
  @CsvSource({
    // within a day, the end left out
    "02:00, 05:00, UTC,           2026-11-24T01:59:59Z, closed, 2026-11-24T02:00:00Z",
    "02:00, 05:00, UTC,           2026-11-24T02:00:00Z, open,",
    "02:00, 05:00, UTC,           2026-11-24T05:00:00Z, closed, 2026-11-25T02:00:00Z",
    "02:00, 05:00, Europe/Berlin, 2026-11-24T01:00:00Z, open,",
    "02:00, 05:00, Asia/Kolkata,  2026-11-24T00:00:00Z, closed, 2026-11-24T20:30:00Z",
    // over midnight
    "22:00, 05:00, UTC,           2026-11-24T23:30:00Z, open,",
    "22:00, 05:00, UTC,           2026-11-25T04:59:59Z, open,",
    "22:00, 05:00, UTC,           2026-11-25T05:00:00Z, closed, 2026-11-25T22:00:00Z",
    // the skipped hour: its end begins the window, or there is none that night
    "02:30, 04:00, Europe/Berlin, 2026-03-29T00:59:59Z, closed, 2026-03-29T01:00:00Z",
    "02:30, 04:00, Europe/Berlin, 2026-03-29T01:00:00Z, open,",
    "02:00, 03:00, Europe/Berlin, 2026-03-29T00:59:59Z, closed, 2026-03-30T00:00:00Z",
    // the hour that comes twice
    "02:15, 02:45, Europe/Berlin, 2026-10-25T00:30:00Z, open,",
    "02:15, 02:45, Europe/Berlin, 2026-10-25T00:50:00Z, closed, 2026-10-25T01:15:00Z",
    "02:15, 02:45, Europe/Berlin, 2026-10-25T01:30:00Z, open,",
    "01:00, 02:30, Europe/Berlin, 2026-10-25T00:40:00Z, closed, 2026-10-25T01:00:00Z",
  })
  void opensByTheClockOnTheWall(
      String start, String end, String zone, Instant now, String state, Instant next) {
    Window window = window(start, end, zone, DayOfWeek.values());

    assertThat(window.isOpen(now.toEpochMilli(), NOWHERE)).isEqualTo(state.equals("open"));
    if (next != null) {
      assertThat(window.nextOpening(now.toEpochMilli(), NOWHERE)).contains(next);
      assertThat(window.isOpen(next.toEpochMilli(), NOWHERE)).isTrue();
      assertThat(window.isOpen(next.toEpochMilli() - 1, NOWHERE)).isFalse();
    }
  }

  @Test
  void daysAreThoseOnWhichItBegins() {
    Window friday = window("22:00", "05:00", "UTC", DayOfWeek.FRIDAY);

    assertThat(friday.isOpen(at("2026-11-27T23:00:00Z"), NOWHERE)).isTrue();
    assertThat(friday.isOpen(at("2026-11-28T04:00:00Z"), NOWHERE)).isTrue();
    assertThat(friday.isOpen(at("2026-11-27T04:00:00Z"), NOWHERE)).isFalse();
    assertThat(friday.isOpen(at("2026-11-28T23:00:00Z"), NOWHERE)).isFalse();
    assertThat(friday.nextOpening(at("2026-11-28T05:00:00Z"), NOWHERE))
        .contains(Instant.parse("2026-12-04T22:00:00Z"));
  }

  @Test
  void windowThatItsOnlyDaySkipsComesAWeekLater() {
    Window skipped = window("02:00", "03:00", "Europe/Berlin", DayOfWeek.SUNDAY);

    assertThat(skipped.nextOpening(at("2026-03-22T12:00:00Z"), NOWHERE))
        .contains(Instant.parse("2026-04-05T00:00:00Z"));
  }

  @Test
  void localIsTheZoneThatTheNodeStates() {
    Window local = window("02:00", "05:00", Window.LOCAL, DayOfWeek.values());
    long now = at("2026-11-24T20:00:00Z");

    assertThat(local.isOpen(now, in("Asia/Tokyo"))).isFalse();
    assertThat(local.isOpen(now, in("Asia/Kamchatka"))).isFalse();
    assertThat(local.isOpen(now, in("Asia/Dhaka"))).isTrue();
    assertThat(local.isOpen(at("2026-11-24T03:00:00Z"), NOWHERE)).isTrue();
    assertThat(local.isOpen(at("2026-11-24T03:00:00Z"), in("Mars/Olympus"))).isTrue();
  }

  @Test
  void whatIsNoWindowIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window("02:00", "02:00", "UTC", DayOfWeek.MONDAY))
        .withMessage("start and end are both 02:00: the window would have no length");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window("02:00", "03:00", "Mars/Olympus", DayOfWeek.MONDAY))
        .withMessage(
            "zone 'Mars/Olympus': expected local, UTC or an IANA zone such as Europe/Berlin");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window("02:00", "03:00", "UTC"))
        .withMessage("days: expected one day or more");
  }

  private static Window window(String start, String end, String zone, DayOfWeek... days) {
    return new Window(
        new TreeSet<>(List.of(days)), LocalTime.parse(start), LocalTime.parse(end), zone);
  }

  private static Profile in(String zone) {
    return new Profile(Map.of(), Map.of(Window.ZONE_CAPABILITY, zone));
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
