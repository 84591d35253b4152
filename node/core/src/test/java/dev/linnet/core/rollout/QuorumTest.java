package dev.linnet.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QuorumTest {
  @Test
  void tableOfTheProtocolHolds() {
    Map<Integer, int[]> table =
        Map.of(
            1, new int[] {1, 1},
            2, new int[] {2, 1},
            3, new int[] {2, 2},
            4, new int[] {3, 2},
            5, new int[] {4, 2},
            7, new int[] {5, 3},
            10, new int[] {7, 4},
            21, new int[] {14, 8},
            64, new int[] {43, 22});
    table.forEach(
        (eligible, expected) -> {
          Quorum quorum = Quorum.of(eligible, 0, Share.TWO_THIRDS, 1);
          assertThat(new int[] {quorum.promote(), quorum.rollback()}).isEqualTo(expected);
        });
  }

  @Test
  void onceAllHaveVotedThereIsExactlyOneVerdict() {
    for (int eligible = 1; eligible <= 64; eligible++) {
      Quorum quorum = Quorum.of(eligible, 0, Share.TWO_THIRDS, 1);
      for (int healthy = 0; healthy <= eligible; healthy++) {
        boolean promotes = healthy >= quorum.promote();
        boolean rollsBack = eligible - healthy >= quorum.rollback();
        assertThat(promotes).isNotEqualTo(rollsBack);
      }
    }
  }

  @Test
  void abstentionsShrinkTheJuryButNotWhatPromotesAtLeast() {
    Quorum quorum = Quorum.of(10, 9, Share.TWO_THIRDS, 3);
    assertThat(quorum.promote()).isEqualTo(3);
    assertThat(quorum.rollback()).isEqualTo(1);
  }

  @Test
  void smallJuryIsTakenWhole() {
    assertThat(Quorum.of(2, 0, Share.TWO_THIRDS, 3).promote()).isEqualTo(2);
  }
}
