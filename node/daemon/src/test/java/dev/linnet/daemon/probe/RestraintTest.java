package dev.linnet.daemon.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in a directory, as Linux lays them out for its devices. */
class RestraintTest {
  private final Path sysfs;
  private final BatteryProbe battery;
  private final HeatProbe heat;

  RestraintTest(@TempDir Path sysfs) {
    this.sysfs = sysfs;
    this.battery = new BatteryProbe(sysfs, 20);
    this.heat = new HeatProbe(sysfs, 80);
  }

  private void device(String path, String... attributes) throws IOException {
    Path device = Files.createDirectories(sysfs.resolve("class").resolve(path));
    for (int i = 0; i < attributes.length; i += 2) {
      Files.writeString(device.resolve(attributes[i]), attributes[i + 1] + "\n");
    }
  }

  private void battery(String name, String status, int percent) throws IOException {
    device(
        "power_supply/" + name,
        "type",
        "Battery",
        "status",
        status,
        "capacity",
        Integer.toString(percent));
  }

  @Test
  void machineWithoutBatteryAndThermalZonesIsWell() throws IOException {
    assertThat(battery.failure()).isNull();
    assertThat(heat.failure()).isNull();
    device("power_supply/AC", "type", "Mains", "online", "1");
    assertThat(battery.failure()).isNull();
  }

  @Test
  void batteryIsLowOnlyWhileItDischargesAndUntilItHoldsALittleMore() throws IOException {
    battery("BAT0", "Discharging", 20);
    assertThat(battery.failure()).isNull();
    battery("BAT0", "Discharging", 19);
    assertThat(battery.failure()).isEqualTo("is at 19 %, wanted are 20 %");
    battery("BAT0", "Discharging", 24);
    assertThat(battery.failure()).isEqualTo("is at 24 %, wanted are 25 %");
    battery("BAT0", "Charging", 3);
    assertThat(battery.failure()).isNull();
    battery("BAT0", "Discharging", 20);
    assertThat(battery.failure()).as("the limit is the first one again").isNull();
  }

  @Test
  void fullestOfSeveralBatteriesCountsAndThatOfAMouseDoesNot() throws IOException {
    battery("BAT0", "Discharging", 3);
    battery("BAT1", "Not charging", 60);
    assertThat(battery.failure()).isNull();
    battery("BAT1", "Not charging", 5);
    assertThat(battery.failure()).isEqualTo("is at 5 %, wanted are 20 %");
    battery("BAT0", "Full", 100);
    battery("BAT1", "Full", 100);
    battery("mouse", "Discharging", 1);
    device("power_supply/mouse", "scope", "Device");
    assertThat(battery.failure()).isNull();
  }

  @Test
  void chargeIsWorkedOutWhereTheDriverDoesNot() throws IOException {
    device(
        "power_supply/BAT0",
        "type",
        "Battery",
        "status",
        "Discharging",
        "energy_now",
        "4100000",
        "energy_full",
        "50000000");
    assertThat(battery.failure()).isEqualTo("is at 8 %, wanted are 20 %");
  }

  @Test
  void hottestZoneCountsUntilAllAreALittleCooler() throws IOException {
    device("thermal/thermal_zone0", "type", "acpitz", "temp", "42000");
    device("thermal/thermal_zone1", "type", "x86_pkg_temp", "temp", "80000");
    device("thermal/cooling_device0", "type", "Fan");
    assertThat(heat.failure()).isNull();
    device("thermal/thermal_zone1", "temp", "91500");
    assertThat(heat.failure()).isEqualTo("is 91 °C in x86_pkg_temp, wanted are 80 °C at most");
    device("thermal/thermal_zone1", "temp", "79000");
    assertThat(heat.failure()).isEqualTo("is 79 °C in x86_pkg_temp, wanted are 75 °C at most");
    device("thermal/thermal_zone1", "temp", "no number");
    assertThat(heat.failure()).isNull();
  }

  @Test
  void whatCanWaitDoesUntilItIsKnownThatItNeedNot() throws Exception {
    battery("BAT0", "Discharging", 9);
    BlockingQueue<Optional<String>> told = new LinkedBlockingQueue<>();
    Path well = sysfs.resolve("well");
    PostponeConfig config =
        new PostponeConfig(
            20, 0, List.of("/bin/sh", "-c", "test -e well"), sysfs, sysfs, Duration.ofMillis(1));
    try (Restraint restraint = new Restraint(config)) {
      assertThat(restraint.why()).isPresent();
      restraint.begin(told::add);
      assertThat(told.poll(20, TimeUnit.SECONDS))
          .isEqualTo(Optional.of("battery is at 9 %, wanted are 20 %"));
      battery("BAT0", "Charging", 9);
      Files.createFile(well);
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(Optional.empty());
      assertThat(restraint.why()).isEmpty();
      Files.delete(well);
      assertThat(told.poll(20, TimeUnit.SECONDS))
          .isEqualTo(Optional.of("/bin/sh ended with exit code 1"));
      assertThat(restraint.why()).contains("/bin/sh ended with exit code 1");
    }
  }
}
