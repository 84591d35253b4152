package dev.linnet.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.documents.YamlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersTest {
  /** Nobody asks it anything, so that no jury ever knows enough. */
  private static final String SILENT =
      """
      regions: {eu: {nodes: 3, requests: 0/s}}
      models: {m: {"1": {}}}
      duration: 1m
      rollouts:
        - from: eu-1
          plan: {spec: {model: {name: m, version: "1"}, waves: [{name: all, regions: ["*"]}]}}
          orders: [{at: 20s, order: promote, wave: all, region: eu}]
      """;

  private final List<String> notes = new ArrayList<>();

  @Test
  void operatorPromotesInThePlaceOfAJury() {
    assertThat(run(SILENT)).isEqualTo("PROMOTED");
    assertThat(notes).containsExactly("m-1 is announced at eu-1", "PROMOTE of m-1");
  }

  @Test
  void orderThatNobodyWasUpToTakeIsTold() {
    assertThat(run(SILENT + "faults: [{at: 10s, crash: eu-1}]\n")).isEqualTo("ROLLING");
    assertThat(notes).contains("PROMOTE of m-1 is lost: nobody was up to take it");
  }

  private String run(String text) {
    MeshScenario scenario =
        ScenarioFile.mesh(YamlReader.parse(text, "orders.yaml"), Path.of("orders.yaml"));
    ScenarioRun run = new ScenarioRun(scenario, 1);
    run.notes(notes::add);
    ScenarioRun.Result ended = run.run(() -> {}, () -> false);
    assertThat(ended.violation()).isEmpty();
    return run.rollouts().get(0).state();
  }
}
