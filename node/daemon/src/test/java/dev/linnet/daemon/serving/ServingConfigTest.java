package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServingConfigTest {
  @Test
  void oneMoreRunsThanThereAreProcessors() {
    assertThat(ServingConfig.defaults(RuntimeOptions.small()).maxRunning())
        .isEqualTo(Runtime.getRuntime().availableProcessors() + 1);
  }

  @Test
  void asManyAreUnderWayAsAllowedAndNoMoreRunThanBefore() {
    ServingConfig defaults = ServingConfig.defaults(RuntimeOptions.small());
    for (int most : new int[] {1, 2, 64, 10_000}) {
      ServingConfig config = defaults.withMostUnderWay(most);
      assertThat(config.maxRunning() + config.maxQueued()).isEqualTo(most);
      assertThat(config.maxRunning()).isBetween(1, defaults.maxRunning());
    }
  }

  @Test
  void moreRunWhereThatIsWanted() {
    ServingConfig config =
        ServingConfig.defaults(RuntimeOptions.small()).withMostRunning(12).withMostUnderWay(64);
    assertThat(config.maxRunning()).isEqualTo(12);
    assertThat(config.maxQueued()).isEqualTo(52);
  }
}
