package dev.linnet.daemon.probe;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether any part of the machine is hot ({@code thermal} of sysfs, in thousandths of a degree).
 * Once hot it is so until all are a little cooler.
 */
final class HeatProbe implements Probe {
  private static final int COOLER_CELSIUS = 5;

  private final Path sysfs;
  private final int mostCelsius;
  private boolean hot;

  HeatProbe(Path sysfs, int mostCelsius) {
    this.sysfs = sysfs;
    this.mostCelsius = mostCelsius;
  }

  @Override
  public String name() {
    return "heat";
  }

  @Override
  public @Nullable String failure() {
    int limit = hot ? mostCelsius - COOLER_CELSIUS : mostCelsius;
    String hottest = null;
    long most = 1_000L * limit;
    for (Path zone : Sysfs.devices(sysfs, "thermal")) {
      OptionalLong milli = Sysfs.number(zone, "temp");
      if (milli.isPresent() && milli.getAsLong() > most) {
        most = milli.getAsLong();
        hottest = Sysfs.text(zone, "type");
      }
    }
    hot = hottest != null;
    return hottest == null
        ? null
        : "is " + most / 1_000 + " °C in " + hottest + ", wanted are " + limit + " °C at most";
  }
}
