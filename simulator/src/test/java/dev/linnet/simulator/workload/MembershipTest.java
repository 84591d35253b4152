package dev.linnet.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.engine.Simulation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private static final Map<String, String> LIFEGUARD =
      Map.of("lha-probe", "1", "lha-suspicion", "1", "buddy", "1");

  private static Map<String, Double> ran(Map<String, String> parts, String... further) {
    Map<String, String> settings = new HashMap<>(parts);
    for (int i = 0; i < further.length; i += 2) {
      settings.put(further[i], further[i + 1]);
    }
    Membership membership = new Membership(128, 1, new Settings(settings));
    new Simulation(128, 1, membership).run();
    return membership.figures();
  }

  @Test
  void lifeguardKeepsSlowMembersFromDeclaringOthers() {
    String[] slowness = {"slow", "8", "slow-millis", "16384", "rest-millis", "256"};
    double swim = ran(Map.of(), slowness).getOrDefault("falselyDeclared", Double.NaN);
    double lifeguard = ran(LIFEGUARD, slowness).getOrDefault("falselyDeclared", Double.NaN);
    assertThat(swim).isGreaterThan(100);
    assertThat(lifeguard).isLessThan(swim / 50);
  }

  @Test
  void findsACrashAndNothingElseWhileAllAreWell() {
    for (Map<String, String> parts : List.of(Map.<String, String>of(), LIFEGUARD)) {
      Map<String, Double> figures = ran(parts, "crashes", "1", "seconds", "60");
      // Five intervals by the logarithm of 128, after a probe failed.
      assertThat(figures.getOrDefault("detectedAfterSeconds", Double.NaN)).isBetween(10.5, 16.0);
      assertThat(figures).containsEntry("falselyDeclared", 0.0);
    }
  }
}
