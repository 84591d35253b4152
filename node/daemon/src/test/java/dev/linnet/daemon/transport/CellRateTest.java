package dev.linnet.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three at once, and then one in ten nanoseconds, whatever the clock began with. */
final class CellRateTest {
  private static final int AT_ONCE = 3;
  private static final long EVERY_NANOS = 10;

  private static CellRate counted(int times, long nowNanos) {
    CellRate rate = new CellRate(AT_ONCE, EVERY_NANOS, nowNanos);
    for (int i = 0; i < times; i++) {
      rate.count(nowNanos);
    }
    return rate;
  }

  @ParameterizedTest
  @ValueSource(longs = {-1_000, 0, 1_000})
  void theNextWaitsOnceSoManyCame(long start) {
    assertThat(counted(2, start).waitNanos(1, start)).isNotPositive();
    CellRate rate = counted(3, start);
    assertThat(rate.waitNanos(1, start)).isEqualTo(10);
    assertThat(rate.waitNanos(1, start + 9)).isEqualTo(1);
    assertThat(rate.waitNanos(1, start + 10)).isZero();
  }

  @Test
  void severalInARowWaitLonger() {
    CellRate rate = counted(3, 0);
    assertThat(rate.waitNanos(2, 0)).isEqualTo(20);
    assertThat(rate.waitNanos(3, 0)).isEqualTo(30);
  }

  @Test
  void whatComesTooSoonCountsAsWell() {
    assertThat(counted(5, 0).waitNanos(1, 0)).isEqualTo(30);
  }

  @Test
  void restsOnceEachThatCameHadItsTime() {
    assertThat(counted(0, 0).isRested(0)).isTrue();
    CellRate rate = counted(2, 0);
    assertThat(rate.isRested(19)).isFalse();
    assertThat(rate.isRested(20)).isTrue();
  }

  @Test
  void aLongRestSavesUpNoMore() {
    CellRate rate = counted(1, 0);
    rate.count(1_000_000);
    assertThat(rate.waitNanos(3, 1_000_000)).isEqualTo(10);
  }
}
