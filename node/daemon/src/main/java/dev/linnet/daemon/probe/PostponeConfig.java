package dev.linnet.daemon.probe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When the owner of a node wants its device spared what can wait.
 *
 * @param batteryPercent below which charge, while discharging; 0 for none. Higher spares the
 *     battery and keeps versions waiting
 * @param heatCelsius above which temperature of any thermal zone; 0 for none. Lower keeps the
 *     device cooler and versions waiting
 * @param exec a command and its arguments; exit code 0 says that all is well. Empty: none
 * @param sysfs where Linux shows its devices
 * @param directory where the command runs
 * @param every how long after one look the next comes
 */
public record PostponeConfig(
    int batteryPercent,
    int heatCelsius,
    List<String> exec,
    Path sysfs,
    Path directory,
    Duration every) {
  private static final Duration EXEC_TIMEOUT = Duration.ofSeconds(5);

  public PostponeConfig {
    exec = List.copyOf(exec);
  }

  List<Probe> probes() {
    List<Probe> probes = new ArrayList<>();
    if (batteryPercent > 0) {
      probes.add(new BatteryProbe(sysfs, batteryPercent));
    }
    if (heatCelsius > 0) {
      probes.add(new HeatProbe(sysfs, heatCelsius));
    }
    if (!exec.isEmpty()) {
      probes.add(new ExecProbe(exec, directory, EXEC_TIMEOUT));
    }
    return probes;
  }
}
