package dev.linnet.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonMembershipTest {
  @ParameterizedTest
  @CsvSource({"2, 4_750", "3, 4_833", "7, 6_928", "15, 8_966", "16, 10_968", "100, 14_995"})
  void aLargerRegionHasALongerSuspicion(int members, String millis) {
    assertThat(DaemonMembership.detectionNanos(members) / 1_000_000)
        .isEqualTo(Long.parseLong(millis.replace("_", "")));
  }
}
