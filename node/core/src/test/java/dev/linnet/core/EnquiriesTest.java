package dev.linnet.core;

import static dev.linnet.core.TestPeople.EU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EnquiriesTest {
  private static final Digest MANIFEST = Digest.of(new byte[] {1});
  private static final int CHUNKS = 4;
  private static final Peer ONE = peer("eu-1");
  private static final Peer OTHER = peer("eu-2");

  private final Enquiries enquiries = new Enquiries(new SplittableRandom(1));
  private final RecordedEffects effects = new RecordedEffects();

  private static Peer peer(String name) {
    return new Peer(new NodeName(name), EU, new Address("127.0.0.1", 7700));
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private int asked(long millis) {
    effects.sent.clear();
    enquiries.step(millis(millis), () -> List.of(ONE, OTHER), effects);
    return effects.sent.size();
  }

  @Test
  void theRegionIsAskedAgainAndAgainForAsLongAsOthersAsk() {
    assertThat(asked(0)).isZero();
    assertThat(enquiries.ask(MANIFEST, CHUNKS, 0)).isEmpty();
    assertThat(List.of(asked(0), asked(300), asked(400), asked(4_900))).containsExactly(2, 0, 2, 2);
    assertThat(asked(5_000)).isZero();
  }

  @Test
  void whoHasTheMostIsNamed() {
    enquiries.ask(MANIFEST, CHUNKS, 0);
    enquiries.onHeld(ONE, MANIFEST, 0, 0);
    assertThat(enquiries.ask(MANIFEST, CHUNKS, 0)).isEmpty();
    enquiries.onHeld(ONE, MANIFEST, 1, 0);
    assertThat(enquiries.ask(MANIFEST, CHUNKS, 0)).contains(ONE);
    enquiries.onHeld(OTHER, MANIFEST, 2, 0);
    assertThat(enquiries.ask(MANIFEST, CHUNKS, 0)).contains(OTHER);
  }

  @Test
  void oneThatClaimsWhatItDoesNotHaveHidesNobody() {
    enquiries.ask(MANIFEST, CHUNKS, 0);
    enquiries.onHeld(ONE, MANIFEST, 1_000, 0);
    assertThat(asked(0)).as("the search goes on").isEqualTo(2);
    enquiries.onHeld(OTHER, MANIFEST, CHUNKS, 0);
    Set<Peer> named = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      enquiries.ask(MANIFEST, CHUNKS, 0).ifPresent(named::add);
    }
    assertThat(named).containsExactlyInAnyOrder(ONE, OTHER);
  }

  @Test
  void fourWhoHaveItAreEnough() {
    enquiries.ask(MANIFEST, CHUNKS, 0);
    for (int i = 1; i <= 9; i++) {
      enquiries.onHeld(peer("eu-" + i), MANIFEST, CHUNKS, 0);
    }
    assertThat(asked(0)).isZero();
  }

  @Test
  void oneThatIsGoneOrHasNotSpokenForLongIsNotNamed() {
    enquiries.ask(MANIFEST, CHUNKS, 0);
    enquiries.onHeld(ONE, MANIFEST, CHUNKS, 0);
    enquiries.onPeerGone(ONE.node());
    assertThat(enquiries.ask(MANIFEST, CHUNKS, 0)).isEmpty();
    enquiries.onHeld(OTHER, MANIFEST, CHUNKS, 0);
    enquiries.ask(MANIFEST, CHUNKS, millis(4_000));
    assertThat(enquiries.ask(MANIFEST, CHUNKS, millis(8_000))).contains(OTHER);
    int unused = asked(10_000);
    assertThat(enquiries.ask(MANIFEST, CHUNKS, millis(10_000))).isEmpty();
  }

  @Test
  void moreThanAFewManifestsAreNotSoughtAtOnce() {
    for (int i = 0; i < 100; i++) {
      enquiries.ask(Digest.of(new byte[] {(byte) i}), CHUNKS, 0);
    }
    assertThat(asked(0)).isEqualTo(2 * 8);
  }
}
