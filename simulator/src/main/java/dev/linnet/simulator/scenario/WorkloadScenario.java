package dev.linnet.simulator.scenario;

import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.simulator.workload.Settings;
import dev.linnet.simulator.workload.Workload;
import dev.linnet.simulator.workload.Workloads;
import dev.linnet.simulator.workload.WrongSetting;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A workload, with all that its runs depend on besides their seeds. It has no regions, lines or
 * models: what its nodes and their network are, it decides itself.
 *
 * @param workload its name, or the full name of its class
 */
public record WorkloadScenario(
    String name, long seed, String workload, int nodes, SortedMap<String, String> settings)
    implements Scenario {
  private static final int USUAL_NODES = 1_000;
  private static final int MOST_NODES = 100_000_000;

  public WorkloadScenario {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** Reads a workload; it is made once, since it alone knows which settings it takes. */
  static WorkloadScenario read(String name, long seed, YamlNode node) {
    YamlMap map = node.map("name", "nodes", "settings");
    YamlNode workload = map.required("name");
    Workloads.Maker maker = workload.parsed(Workloads::named);
    WorkloadScenario read =
        new WorkloadScenario(
            name,
            seed,
            workload.string(),
            map.read("nodes", USUAL_NODES, each -> (int) each.integer(1, MOST_NODES)),
            map.read(
                "settings", Collections.emptySortedMap(), each -> new TreeMap<>(each.stringMap())));
    try {
      var unused = maker.make(read.nodes, seed, new Settings(read.settings));
    } catch (WrongSetting wrong) {
      YamlNode setting = map.required("settings").named().get(wrong.setting());
      throw Objects.requireNonNullElse(setting, node).error(wrong.problem());
    } catch (IllegalArgumentException wrong) {
      throw node.error(String.valueOf(wrong.getMessage()));
    }
    return read;
  }

  /** Makes the workload of one run. */
  public Workload make(long ofSeed) {
    return Workloads.named(workload).make(nodes, ofSeed, new Settings(settings));
  }

  /** It runs until nothing is left to happen. */
  @Override
  public boolean untilSettled() {
    return true;
  }

  @Override
  public String words() {
    StringBuilder words = new StringBuilder(nodes + " nodes, workload " + workload);
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      words.append(", ").append(setting.getKey()).append(' ').append(setting.getValue());
    }
    return words.toString();
  }

  @Override
  public <R> R either(Function<MeshScenario, R> ofMesh, Function<WorkloadScenario, R> ofWorkload) {
    return ofWorkload.apply(this);
  }
}
