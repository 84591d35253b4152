package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.rollout.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When the nodes of a region may open a wave at the earliest, by the clocks on their own walls: one
 * entry for each zone that a machine is set to.
 */
record Openings(List<Opening> all) {
  /** Of the nodes that share a zone. */
  record Opening(String zone, Instant at, int nodes) {}

  /**
   * From a moment on.
   *
   * @param nodes of one region; without any, the wave opens at once
   */
  static Openings of(Wave wave, List<Member> nodes, Instant from) {
    Map<String, List<Profile>> byZone = new TreeMap<>();
    for (Member node : nodes) {
      Profile profile = node.record().profile();
      String zone = profile.capabilities().getOrDefault(Window.ZONE_CAPABILITY, "UTC");
      byZone
          .computeIfAbsent(
              ZoneId.getAvailableZoneIds().contains(zone) ? zone : "UTC", any -> new ArrayList<>())
          .add(profile);
    }
    List<Opening> all = new ArrayList<>();
    byZone.forEach(
        (zone, profiles) ->
            opening(wave, profiles.get(0), from)
                .ifPresent(at -> all.add(new Opening(zone, at, profiles.size()))));
    return new Openings(List.copyOf(all));
  }

  private static Optional<Instant> opening(Wave wave, Profile profile, Instant from) {
    long millis = from.toEpochMilli();
    boolean open =
        wave.windows().isEmpty()
            || wave.windows().stream().anyMatch(window -> window.isOpen(millis, profile));
    return open
        ? Optional.of(from)
        : wave.windows().stream()
            .flatMap(window -> window.nextOpening(millis, profile).stream())
            .min(Instant::compareTo);
  }

  /** Of the first of them; {@code otherwise} where none is known. */
  Instant earliest(Instant otherwise) {
    return all.stream().map(Opening::at).min(Instant::compareTo).orElse(otherwise);
  }

  JsonArray toJson() {
    JsonArray json = new JsonArray();
    for (Opening opening : all) {
      JsonObject each = new JsonObject();
      each.addProperty("zone", opening.zone());
      each.addProperty("nodes", opening.nodes());
      each.addProperty(
          "at",
          opening
              .at()
              .truncatedTo(ChronoUnit.SECONDS)
              .atZone(ZoneId.of(opening.zone()))
              .toOffsetDateTime()
              .toString());
      json.add(each);
    }
    return json;
  }
}
