package dev.linnet.soak.kills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as a broken promise, or no kill would ever show one. */
final class PromisesTest {
  private final Promises promises = new Promises();

  private void life(String... lines) {
    for (String line : lines) {
      assertThat(promises.hear(line)).isEmpty();
    }
  }

  private List<String> reborn(String... found) {
    return promises.reborn(List.of(found), true);
  }

  @Test
  void whatWasCommittedMustBeThere() {
    life("open", "+fact a 1", "committing", "committed");
    assertThat(promises.inTheMiddle()).isEqualTo("opening the store");
    assertThat(reborn("fact a 1")).isEmpty();
    assertThat(reborn()).singleElement().asString().contains("not fact a");
    assertThat(reborn("fact a 2")).singleElement().asString().contains("not fact a");
    assertThat(reborn("fact a 1", "fact b 1")).singleElement().asString().contains("fact b");
  }

  @Test
  void aCommitUnderWayHappenedWholeOrNotAtAll() {
    life("+fact a 1", "+fact b 1", "committing");
    assertThat(promises.inTheMiddle()).isEqualTo("committing facts");
    assertThat(reborn()).isEmpty();
    life("+fact a 1", "+fact b 1", "committing");
    assertThat(reborn("fact a 1")).hasSize(1);
    life("+fact a 1", "+fact b 1", "committing");
    assertThat(reborn("fact a 1", "fact b 1")).isEmpty();
    assertThat(reborn("fact a 1", "fact b 1")).isEmpty();
    assertThat(reborn()).hasSize(1);
  }

  @Test
  void aChunkThatWasStoredStaysWithItsManifest() {
    life("put c", "stored c", "put d");
    assertThat(promises.inTheMiddle()).isEqualTo("storing a chunk");
    assertThat(reborn("absent d", "chunk c")).isEmpty();
    assertThat(reborn("absent c")).singleElement().asString().contains("chunk c is not there");
  }

  @Test
  void twoVotesOfOneNumberAndOneTakenBackAreCounted() {
    life("+fact v 1", "vote r 0 1 UNHEALTHY x", "committing", "committed");
    life("+fact v 2", "vote r 0 1 UNHEALTHY x", "committing", "committed");
    assertThat(promises.doubleVotes()).isZero();
    life("+fact v 3", "vote r 0 1 UNHEALTHY y", "committing", "committed");
    assertThat(promises.doubleVotes()).isEqualTo(1);
    life("+fact v 4", "vote r 0 2 HEALTHY z", "committing", "committed");
    assertThat(promises.doubleVotes()).isEqualTo(2);
    assertThat(promises.votes()).isEqualTo(4);
  }

  @Test
  void aVoteThatWasNeverCommittedWasNotSaid() {
    life("+fact v 1", "vote r 0 1 HEALTHY x", "committing");
    assertThat(promises.inTheMiddle()).isEqualTo("committing a vote");
    assertThat(reborn()).isEmpty();
    life("+fact v 1", "vote r 0 1 HEALTHY y", "committing", "committed");
    assertThat(promises.doubleVotes()).isZero();
  }

  @Test
  void aLifeServesFirstWhatServedOrWasAboutTo() {
    life("order m", "serving m", "order n");
    assertThat(promises.wrongFirst("m")).isEmpty();
    assertThat(promises.wrongFirst("n")).isEmpty();
    assertThat(promises.wrongFirst("o")).isPresent();
  }
}
