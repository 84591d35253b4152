package dev.linnet.simulator.study;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One announcement on its way through meshes of several shapes. */
class SpreadTest {
  @ParameterizedTest
  @CsvSource({"100, 1", "100, 10", "1000, 1", "1000, 10"})
  void announcementReachesNearlyAllWithFewerCopiesThanPlainPush(int nodes, int regions) {
    SpreadRow row = SpreadRow.measure(nodes, regions, 3);
    assertThat(row.ours().worstReachedShare()).isGreaterThan(0.98);
    assertThat(row.ours().copiesPerNode()).isBetween(0.9, 1.5);
    assertThat(row.ours().copiesPerNode()).isLessThan(row.push().copiesPerNode() / 2);
    assertThat(row.ours().bytesPerNode()).isLessThan(row.push().bytesPerNode());
  }
}
