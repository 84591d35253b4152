package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.Profile;
import dev.linnet.core.rollout.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.List;

/** When a node may open, stated without the core: by the days on which a window begins. */
final class Windows {
  private Windows() {}

  /** Whether any of a wave's windows is open, or it has none. */
  static boolean areOpen(List<Window> windows, long wallMillis, Profile profile) {
    return windows.isEmpty()
        || windows.stream().anyMatch(window -> isOpen(window, wallMillis, profile));
  }

  private static boolean isOpen(Window window, long wallMillis, Profile profile) {
    LocalDateTime shown =
        Instant.ofEpochMilli(wallMillis).atZone(zone(window, profile)).toLocalDateTime();
    boolean overMidnight = window.end().isBefore(window.start());
    for (LocalDate day : List.of(shown.toLocalDate(), shown.toLocalDate().minusDays(1))) {
      LocalDateTime from = day.atTime(window.start());
      LocalDateTime to = (overMidnight ? day.plusDays(1) : day).atTime(window.end());
      if (window.days().contains(day.getDayOfWeek())
          && !shown.isBefore(from)
          && shown.isBefore(to)) {
        return true;
      }
    }
    return false;
  }

  /** The zone that the node states, for a window that goes by it; UTC if it states none. */
  private static ZoneId zone(Window window, Profile profile) {
    if (!window.zone().equals("local")) {
      return ZoneId.of(window.zone());
    }
    String stated = profile.capabilities().get("time.zone");
    return stated != null && ZoneRulesProvider.getAvailableZoneIds().contains(stated)
        ? ZoneId.of(stated)
        : ZoneId.of("UTC");
  }
}
