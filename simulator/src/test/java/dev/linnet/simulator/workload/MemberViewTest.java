package dev.linnet.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.workload.Update.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberViewTest {
  private final List<String> heard = new ArrayList<>();
  private final MemberView view =
      new MemberView(
          0,
          10,
          new SuspicionTimeout(1_000, 6_000),
          new MemberView.Listener() {
            @Override
            public void tell(long update) {
              heard.add("tell " + Update.kind(update) + " " + Update.incarnation(update));
            }

            @Override
            public void suspects(int subject, int others) {
              heard.add("suspects " + subject + " with " + others);
            }

            @Override
            public void declared(int subject) {
              heard.add("declared " + subject);
            }

            @Override
            public void refuted() {
              heard.add("refuted");
            }
          });

  private List<String> after(Kind kind, int subject, int by, int incarnation) {
    heard.clear();
    view.take(Update.of(kind, subject, by, incarnation));
    return heard;
  }

  @Test
  void aSuspicionIsSharedByThreeOthersAndNoMore() {
    assertThat(after(Kind.SUSPECT, 3, 4, 0)).containsExactly("tell SUSPECT 0", "suspects 3 with 0");
    assertThat(after(Kind.SUSPECT, 3, 4, 0)).isEmpty();
    assertThat(after(Kind.SUSPECT, 3, 5, 0)).containsExactly("tell SUSPECT 0", "suspects 3 with 1");
    assertThat(after(Kind.SUSPECT, 3, 6, 0)).containsExactly("tell SUSPECT 0", "suspects 3 with 2");
    assertThat(after(Kind.SUSPECT, 3, 7, 0)).containsExactly("tell SUSPECT 0", "suspects 3 with 3");
    assertThat(after(Kind.SUSPECT, 3, 8, 0)).isEmpty();
    assertThat(view.isSuspect(3)).isTrue();
  }

  @Test
  void aLaterIncarnationRefutesAndAnOlderWordIsNothing() {
    after(Kind.SUSPECT, 3, 4, 0);
    assertThat(after(Kind.ALIVE, 3, 3, 1)).containsExactly("tell ALIVE 1");
    assertThat(view.isSuspect(3)).isFalse();
    assertThat(after(Kind.SUSPECT, 3, 4, 0)).isEmpty();
    assertThat(after(Kind.DEAD, 3, 4, 0)).isEmpty();
    assertThat(after(Kind.DEAD, 3, 4, 1)).containsExactly("tell DEAD 1", "declared 3");
    assertThat(after(Kind.ALIVE, 3, 3, 1)).isEmpty();
    assertThat(view.isDead(3)).isTrue();
    assertThat(after(Kind.ALIVE, 3, 3, 2)).containsExactly("tell ALIVE 2");
    assertThat(view.isDead(3)).isFalse();
  }

  @Test
  void refutesWhatIsSaidOfItself() {
    assertThat(after(Kind.SUSPECT, 0, 4, 0)).containsExactly("tell ALIVE 1", "refuted");
    assertThat(after(Kind.SUSPECT, 0, 5, 0)).isEmpty();
    assertThat(after(Kind.DEAD, 0, 5, 1)).containsExactly("tell ALIVE 2", "refuted");
  }

  /** Section IV-B: from the greatest to the least by the logarithm of how many share it. */
  @Test
  void aSuspicionThatOthersShareWaitsLess() {
    SuspicionTimeout timeout = new SuspicionTimeout(1_000, 6_000);
    assertThat(timeout.ticks(0)).isEqualTo(6_000);
    assertThat(timeout.ticks(1)).isEqualTo(3_500);
    assertThat(timeout.ticks(2)).isEqualTo(2_038);
    assertThat(timeout.ticks(3)).isEqualTo(1_000);
    assertThat(new SuspicionTimeout(1_000, 1_000).ticks(0)).isEqualTo(1_000);
  }
}
