package dev.linnet.daemon.probe;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether the machine runs on a battery that is low ({@code power_supply} of sysfs). Of several
 * batteries the fullest counts, since they are emptied one after the other; those of a mouse or
 * another device do not count; and while one is charged all is well. Once low it is so until the
 * charge is a little higher, or versions would be fetched by fits and starts.
 */
final class BatteryProbe implements Probe {
  private static final int HIGHER_PERCENT = 5;

  private final Path sysfs;
  private final int leastPercent;
  private boolean low;

  BatteryProbe(Path sysfs, int leastPercent) {
    this.sysfs = sysfs;
    this.leastPercent = leastPercent;
  }

  @Override
  public String name() {
    return "battery";
  }

  @Override
  public @Nullable String failure() {
    List<Path> batteries =
        Sysfs.devices(sysfs, "power_supply").stream().filter(BatteryProbe::isOwn).toList();
    List<String> states = batteries.stream().map(it -> Sysfs.text(it, "status")).toList();
    OptionalLong charge =
        batteries.stream().map(BatteryProbe::percent).flatMapToLong(OptionalLong::stream).max();
    int limit = low ? leastPercent + HIGHER_PERCENT : leastPercent;
    low =
        states.contains("Discharging")
            && !states.contains("Charging")
            && charge.isPresent()
            && charge.getAsLong() < limit;
    return low ? "is at " + charge.getAsLong() + " %, wanted are " + limit + " %" : null;
  }

  private static boolean isOwn(Path supply) {
    return Sysfs.text(supply, "type").equals("Battery")
        && !Sysfs.text(supply, "scope").equals("Device");
  }

  /** Not every driver works the percentage out. */
  private static OptionalLong percent(Path battery) {
    OptionalLong capacity = Sysfs.number(battery, "capacity");
    for (String measure : new String[] {"charge", "energy"}) {
      OptionalLong now = Sysfs.number(battery, measure + "_now");
      OptionalLong full = Sysfs.number(battery, measure + "_full");
      if (capacity.isEmpty() && now.isPresent() && full.orElse(0) > 0) {
        capacity = OptionalLong.of(100 * now.getAsLong() / full.getAsLong());
      }
    }
    return capacity;
  }
}
