package dev.linnet.daemon.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who tries too often waits; nobody waits for another. */
final class GuessesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Guesses guesses = new Guesses(nanos::get);

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  private void guess(InetAddress from, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(guesses.allows(from)).isTrue();
      guesses.wrong(from);
    }
  }

  @Test
  void tenAMinuteAreLookedAt() throws Exception {
    InetAddress one = address("192.0.2.1");
    guess(one, Guesses.MOST);
    assertThat(guesses.allows(one)).isFalse();
    assertThat(guesses.allows(address("192.0.2.2"))).isTrue();
    nanos.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
    assertThat(guesses.allows(one)).isFalse();
    nanos.incrementAndGet();
    guess(one, Guesses.MOST);
    assertThat(guesses.allows(one)).isFalse();
  }

  @Test
  void networkOfOneCustomerIsOneAddress() throws Exception {
    for (int i = 0; i < Guesses.MOST; i++) {
      guess(address("2001:db8:1:2::" + i), 1);
    }
    assertThat(guesses.allows(address("2001:db8:1:2:ffff::1"))).isFalse();
    assertThat(guesses.allows(address("2001:db8:1:3::1"))).isTrue();
  }

  @Test
  void manyAddressesAreForgottenAndNobodyIsLockedOut() throws Exception {
    InetAddress one = address("192.0.2.1");
    guess(one, Guesses.MOST);
    for (int i = 0; i < 4_096; i++) {
      guess(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}), 1);
    }
    assertThat(guesses.allows(one)).isTrue();
  }
}
