package dev.linnet.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.health.Sketch;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pulse carries, and no more. */
class PulseTest {
  private static final Digest ROLLOUT = Digest.of(new byte[] {1});
  private static final Digest MANIFEST = Digest.of(new byte[] {2});
  private static final Sketch SKETCH = new Sketch(List.of(3L, 0L, 4L));

  @Test
  void testimonyComesBackAsItWasSaid() {
    Pulse said = pulse(new Testimony(MANIFEST, List.of(SKETCH, SKETCH)));
    assertThat(Pulse.parse(said.toPayload())).isEqualTo(said);
  }

  @Test
  void pulseWithoutTestimonyIsAsItAlwaysWas() {
    assertThat(new Pulse("test", ROLLOUT, 7, null, null).toPayload().toUtf8())
        .isEqualTo("{\"mesh\":\"test\",\"rollout\":\"" + ROLLOUT.hex() + "\",\"sequence\":7}");
  }

  @Test
  void testimonyIsBounded() {
    assertThatThrownBy(() -> new Testimony(MANIFEST, List.of()))
        .hasMessageContaining("1 to 8 sketches");
    assertThatThrownBy(() -> new Testimony(MANIFEST, Collections.nCopies(9, SKETCH)))
        .hasMessageContaining("1 to 8 sketches");
    Sketch wide = new Sketch(Collections.nCopies(17, 1L));
    assertThatThrownBy(() -> new Testimony(MANIFEST, List.of(wide)))
        .hasMessageContaining("at most 16 counts");
    String said = pulse(new Testimony(MANIFEST, List.of(SKETCH))).toPayload().toUtf8();
    assertThatThrownBy(() -> Pulse.parse(Bytes.utf8(said.replace("3 0 4", "3 0 9000000000000"))))
        .hasMessageContaining("testimony");
    Testimony largest =
        new Testimony(
            MANIFEST,
            Collections.nCopies(8, new Sketch(Collections.nCopies(16, 1_000_000_000_000L))));
    assertThat(pulse(largest).toPayload().size()).isLessThan(2_200);
  }

  private static Pulse pulse(Testimony testimony) {
    return new Pulse("test", ROLLOUT, 7, null, null, testimony);
  }
}
