package dev.linnet.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Neighbours who hear of each chunk that comes, of which twenty come in a second. */
class AudienceTest {
  private static final RegionName EU = new RegionName("eu");
  private static final Digest MODEL = Digest.of(new byte[] {1});
  private static final long MILLIS_A_CHUNK = 50;
  private static final long SPAN_MILLIS = 8_000;

  private final RecordedEffects effects = new RecordedEffects();
  private final Audience audience = new Audience();

  private static BitSet heldAfter(long millis) {
    BitSet held = new BitSet();
    held.set(0, (int) (1 + millis / MILLIS_A_CHUNK));
    return held;
  }

  @ParameterizedTest
  @CsvSource({"3, 39", "8, 39", "16, 19", "64, 4"})
  void eachIsToldFewTimesASecondAndLessOftenAmongMany(int listeners, int told) {
    for (int i = 0; i < listeners; i++) {
      Peer peer = new Peer(new NodeName("eu-" + i), EU, new Address("127.0.0.1", 7_700 + i));
      assertThat(audience.add(peer, MODEL, new BitSet(), Long.MAX_VALUE)).isTrue();
      assertThat(audience.add(peer, MODEL, new BitSet(), Long.MAX_VALUE)).isFalse();
    }
    for (long millis = 0; millis < SPAN_MILLIS; millis++) {
      BitSet held = heldAfter(millis);
      audience.step(digest -> held, Duration.ofMillis(millis).toNanos(), effects);
    }
    long ofOne = effects.sent.stream().filter(each -> each.to().equals("eu-0")).count();
    assertThat(ofOne).isBetween((long) told - 3, (long) told + 1);
    assertThat(effects.sent).hasSize((int) (ofOne * listeners));
  }
}
