package dev.linnet.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often one node connects. */
final class ConnectionRateTest {
  private static final NodeName EAGER = new NodeName("eu-9");
  private static final NodeName OTHER = new NodeName("eu-2");
  private static final int MANY_NODES = 1_000;

  private final AtomicLong nanos = new AtomicLong();
  private final ConnectionRate rate = new ConnectionRate(nanos::get);

  private void passSeconds(long seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private int allowedOf(int tries) {
    int allowed = 0;
    for (int i = 0; i < tries; i++) {
      allowed += rate.allows(EAGER) ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void soOftenInARowAndThenOnceASecond() {
    assertThat(allowedOf(100)).isEqualTo(ConnectionRate.AT_ONCE);
    passSeconds(1);
    assertThat(allowedOf(100)).isEqualTo(1);
    passSeconds(3);
    assertThat(allowedOf(100)).isEqualTo(3);
  }

  @Test
  void whoIsTurnedAwayLosesNothingByIt() {
    allowedOf(1_000_000);
    passSeconds(ConnectionRate.AT_ONCE);
    assertThat(allowedOf(100)).isEqualTo(ConnectionRate.AT_ONCE);
  }

  @Test
  void othersAreNotMeant() {
    allowedOf(100);
    assertThat(rate.allows(OTHER)).isTrue();
  }

  @Test
  void whoConnectsNoMoreIsForgotten() {
    for (int i = 0; i < MANY_NODES; i++) {
      rate.allows(new NodeName("eu-" + i));
    }
    assertThat(rate.size()).isEqualTo(MANY_NODES);
    passSeconds(1);
    rate.allows(OTHER);
    assertThat(rate.size()).isEqualTo(1);
  }
}
