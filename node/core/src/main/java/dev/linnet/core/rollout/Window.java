package dev.linnet.core.rollout;

import dev.linnet.core.mesh.Profile;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When a node may open: while the clock on its wall shows a time from {@code start} up to {@code
 * end}. An hour that the clock skips in spring is not there to open in; one that it shows twice in
 * autumn counts twice.
 *
 * @param days on which the window begins; one that goes over midnight lasts into the day after
 * @param end if it is not after {@code start}, on the day after
 * @param zone an IANA zone, {@code UTC}, or {@link #LOCAL}
 */
public record Window(SortedSet<DayOfWeek> days, LocalTime start, LocalTime end, String zone) {
  /** The zone that the node's machine is set to. */
  public static final String LOCAL = "local";

  /** Under this key a node states the zone of its machine; UTC if it states none it knows. */
  public static final String ZONE_CAPABILITY = "time.zone";

  /** A week, and one more for a window that its only day's change of time swallows. */
  private static final int HORIZON_DAYS = 15;

  public Window {
    days = Collections.unmodifiableSortedSet(new TreeSet<>(days));
    if (days.isEmpty()) {
      throw new IllegalArgumentException("days: expected one day or more");
    }
    if (start.equals(end)) {
      throw new IllegalArgumentException(
          "start and end are both " + start + ": the window would have no length");
    }
    if (!zone.equals(LOCAL)) {
      rules(zone);
    }
  }

  /** Whether a node may open at a moment. */
  public boolean isOpen(long wallMillis, Profile profile) {
    return isOpen(Instant.ofEpochMilli(wallMillis), zoneAt(profile));
  }

  /** The next moment from which a node may open, after one at which it may not. */
  public Optional<Instant> nextOpening(long wallMillis, Profile profile) {
    Instant now = Instant.ofEpochMilli(wallMillis);
    ZoneRules rules = zoneAt(profile);
    LocalDate today = LocalDateTime.ofInstant(now, rules.getOffset(now)).toLocalDate();
    List<Instant> moments = new ArrayList<>();
    for (int day = -1; day <= HORIZON_DAYS; day++) {
      moments.addAll(shown(today.plusDays(day).atTime(start), rules));
    }
    ZoneOffsetTransition change = rules.nextTransition(now);
    if (change != null) {
      moments.add(change.getInstant());
    }
    return moments.stream()
        .filter(moment -> moment.isAfter(now))
        .filter(moment -> isOpen(moment, rules))
        .min(Instant::compareTo);
  }

  /** When the clock shows a time: twice, or at the moment at which it skips it. */
  private static List<Instant> shown(LocalDateTime time, ZoneRules rules) {
    List<ZoneOffset> offsets = rules.getValidOffsets(time);
    return offsets.isEmpty()
        ? List.of(rules.getTransition(time).getInstant())
        : offsets.stream().map(offset -> time.atOffset(offset).toInstant()).toList();
  }

  private boolean isOpen(Instant moment, ZoneRules rules) {
    LocalDateTime shown = LocalDateTime.ofInstant(moment, rules.getOffset(moment));
    LocalTime time = shown.toLocalTime();
    DayOfWeek day = shown.getDayOfWeek();
    if (start.isBefore(end)) {
      return days.contains(day) && !time.isBefore(start) && time.isBefore(end);
    }
    return (days.contains(day) && !time.isBefore(start))
        || (days.contains(day.minus(1)) && time.isBefore(end));
  }

  private ZoneRules zoneAt(Profile profile) {
    if (!zone.equals(LOCAL)) {
      return rules(zone);
    }
    String stated = profile.capabilities().getOrDefault(ZONE_CAPABILITY, "UTC");
    return rules(ZoneId.getAvailableZoneIds().contains(stated) ? stated : "UTC");
  }

  private static ZoneRules rules(String zone) {
    try {
      return ZoneId.of(zone).getRules();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "zone '" + zone + "': expected local, UTC or an IANA zone such as Europe/Berlin", e);
    }
  }
}
