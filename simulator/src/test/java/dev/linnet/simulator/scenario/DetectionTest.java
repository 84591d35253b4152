package dev.linnet.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** When the nodes of a region are told of one that is gone, and of one that is back. */
class DetectionTest {
  private static final String CRASH = "faults: [{at: 10s, crash: eu-3}]\n";
  private static final String STOP = "faults: [{at: 10s, stop: eu-3, for: %s}]\n";

  @Test
  void aCrashIsToldOfAfterTheTimeOfDetection() {
    assertThat(told(CRASH)).containsExactly("11.5 eu-1: eu-3 down", "11.5 eu-2: eu-3 down");
    assertThat(told(CRASH + "protocol: {detection: 7s}\n"))
        .containsExactly("17.0 eu-1: eu-3 down", "17.0 eu-2: eu-3 down");
  }

  @Test
  void whoIsBackBeforeThatWasNeverGone() {
    assertThat(told(STOP.formatted("5s") + "protocol: {detection: 7s}\n")).isEmpty();
  }

  @Test
  void aReturnIsToldOfSoonerThanALoss() {
    assertThat(told(STOP.formatted("20s") + "protocol: {detection: 7s}\n"))
        .filteredOn(line -> !line.contains("eu-3: "))
        .containsExactly(
            "17.0 eu-1: eu-3 down",
            "17.0 eu-2: eu-3 down",
            "31.5 eu-1: eu-3 up",
            "31.5 eu-2: eu-3 up");
  }

  /** All news about peers from second 10 on. */
  private static List<String> told(String more) {
    String text =
        "regions: {eu: 3}\nmodels: {m: {\"1\": {}}}\nuntil: duration\nduration: 40s\n" + more;
    ScenarioRun run =
        new ScenarioRun(ScenarioFile.mesh(YamlReader.parse(text, "it"), Path.of("it.yaml")), 1);
    List<String> told = new ArrayList<>();
    run.run(
        () ->
            run.mesh()
                .check(
                    new SimulatedMesh.Checker() {
                      @Override
                      public void onTaken(SimulatedNode node, Event event) {
                        String news =
                            event instanceof Event.PeerDown down
                                ? down.node() + " down"
                                : event instanceof Event.PeerUp up ? up.peer().node() + " up" : "";
                        if (!news.isEmpty()) {
                          told.add(
                              String.format(
                                  Locale.ROOT,
                                  "%.1f %s: %s",
                                  run.nowNanos() / 1e9,
                                  node.peer().node(),
                                  news));
                        }
                      }
                    }),
        () -> false);
    return told;
  }
}
