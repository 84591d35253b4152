package dev.linnet.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.health.Evidence;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VoteTest {
  private static final Evidence EVIDENCE =
      new Evidence(
          new TreeMap<>(Map.of("drift", 0.31, "drift.n", 400.0)),
          new TreeMap<>(Map.of("OUTPUT y", new Sketch(List.of(300L, 0L, 100L)))));

  @Test
  void sketchesTravelWithTheVote() {
    Vote vote = vote(EVIDENCE);
    assertThat(Vote.parse(vote.toPayload())).isEqualTo(vote);
    assertThat(vote.toPayload().toUtf8()).contains("\"sketches\":{\"OUTPUT y\":\"300 0 100\"}");
  }

  @Test
  void voteWithoutSketchesSaysNothingOfThem() {
    assertThat(vote(Evidence.NONE).toPayload().toUtf8()).doesNotContain("sketches");
  }

  @Test
  void sketchesAreBounded() {
    TreeMap<String, Sketch> wide = new TreeMap<>();
    wide.put("OUTPUT y", new Sketch(Collections.nCopies(17, 1L)));
    assertThatThrownBy(() -> new Evidence(new TreeMap<>(), wide))
        .hasMessageStartingWith("evidence: more than");
    String text = vote(EVIDENCE).toPayload().toUtf8();
    assertThatThrownBy(() -> Vote.parse(Bytes.utf8(text.replace("300 0 100", "300 -1"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Vote vote(Evidence evidence) {
    return new Vote("mesh", Digest.of(), 0, 1, Ballot.HEALTHY, "as a test", evidence);
  }
}
