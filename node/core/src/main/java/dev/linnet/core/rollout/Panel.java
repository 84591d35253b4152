package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Rollout.Place;
import org.jspecify.annotations.Nullable;

/**
 * Who gives a verdict: the whole jury of a wave in a region, or its jurors of one device class (rule
 * 5).
 *
 * @param deviceClass null for the whole jury
 */
public record Panel(int wave, RegionName region, @Nullable String deviceClass) {

  /** The whole jury of a place. */
  public static Panel whole(Place place) {
    return new Panel(place.wave(), place.region(), null);
  }

  /** The place whose jury it is, or is a part of. */
  public Place place() {
    return new Place(wave, region);
  }

  public boolean isWhole() {
    return deviceClass == null;
  }

  /** For people. */
  public String words() {
    return (deviceClass == null ? "" : "device class " + deviceClass + " in ") + "region " + region;
  }
}
