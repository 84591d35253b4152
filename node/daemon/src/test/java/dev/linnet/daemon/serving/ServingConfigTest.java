package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServingConfigTest {
  @Test
  void oneMoreRunsThanThereAreProcessors() {
    assertThat(ServingConfig.defaults(RuntimeOptions.small()).maxConcurrent())
        .isEqualTo(Runtime.getRuntime().availableProcessors() + 1);
  }

  @Test
  void asManyAreUnderWayAsAllowedAndNoMoreRunThanBefore() {
    ServingConfig defaults = ServingConfig.defaults(RuntimeOptions.small());
    for (int most : new int[] {1, 2, 64, 10_000}) {
      ServingConfig config = defaults.withMostUnderWay(most);
      assertThat(config.maxConcurrent() + config.maxQueued()).isEqualTo(most);
      assertThat(config.maxConcurrent()).isBetween(1, defaults.maxConcurrent());
    }
  }
}
