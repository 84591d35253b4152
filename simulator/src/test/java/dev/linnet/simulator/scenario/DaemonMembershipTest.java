package dev.linnet.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonMembershipTest {
  @ParameterizedTest
  @CsvSource({"2, 7_000", "3, 7_333", "7, 9_714", "15, 11_866", "16, 13_875", "100, 17_980"})
  void aLargerRegionHasALongerSuspicion(int members, String millis) {
    assertThat(DaemonMembership.detectionNanos(members) / 1_000_000)
        .isEqualTo(Long.parseLong(millis.replace("_", "")));
  }
}
