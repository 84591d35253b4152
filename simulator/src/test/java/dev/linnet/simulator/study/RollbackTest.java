package dev.linnet.simulator.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A region larger than its jury, whose other nodes see no traffic and find no fault. */
class RollbackTest {
  private static final int NODES = 70;

  @Test
  void everyNodeIsBackSoonAfterTheQuorumThoughAFifthOfAllMessagesIsLost() {
    RollbackRow row = measured(1);

    assertThat(row.runs()).isEqualTo(2);
    assertThat(row.lost()).isZero();
    assertThat(row.each().count())
        .as("who had left by itself before the quorum is not among them")
        .isBetween(2 * (NODES - 64), 2 * NODES);
    assertThat(row.last().median()).isBetween(0.1, 5.0);
    assertThat(row.each().median()).isLessThanOrEqualTo(row.last().median());
    assertThat(row).isEqualTo(measured(2));
  }

  private static RollbackRow measured(int threads) {
    return RollbackRow.measured(NODES, List.of(0.2), 1, 2, threads, any -> {}).get(0);
  }
}
