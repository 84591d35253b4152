package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.rollout.Because;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Hold;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps a version from opening, as a sentence and as data. */
final class ReasonDocumentsTest {
  private static final Rollout ROLLOUT = TestView.rollout("2", Map.of());

  static Stream<Arguments> reasons() {
    return Stream.of(
        Arguments.of(
            new Because.Stale(TestView.NA, OptionalLong.of(Duration.ofMinutes(190).toNanos())),
            "last news from na: 3 h ago",
            "{\"region\":\"na\",\"silentSeconds\":11400}"),
        Arguments.of(
            new Because.Stale(TestView.NA, OptionalLong.empty()),
            "no news from na yet",
            "{\"region\":\"na\"}"),
        Arguments.of(
            new Because.WithoutDisk(),
            "this node came up without its disk and asks its region first",
            "{\"withoutDisk\":true}"),
        Arguments.of(
            new Because.Held(Hold.OPERATOR_REVOKED),
            "its operator is revoked: another one must resume or abort it",
            "{\"hold\":\"OPERATOR_REVOKED\",\"operators\":[\"alice\"]}"),
        Arguments.of(
            new Because.Held(Hold.TRUST_ROOT_FORKED),
            "the trust root forked: two roots of one version are signed",
            "{\"hold\":\"TRUST_ROOT_FORKED\",\"operators\":[\"alice\"]}"),
        Arguments.of(
            new Because.OutsideWindow("rest", TestView.NOW),
            "wave rest is outside its window, which opens at 2026-11-24T12:00:00Z",
            "{\"wave\":\"rest\",\"opens\":\"2026-11-24T12:00:00Z\"}"),
        Arguments.of(
            new Because.OutsideWindow("rest", null),
            "wave rest is outside its window, which never opens",
            "{\"wave\":\"rest\"}"),
        Arguments.of(
            new Because.RolledBackBefore(ROLLOUT.id()),
            "its manifest was rolled back as "
                + ROLLOUT.id().brief()
                + ", and it does not retry that",
            "{\"rolledBackAs\":\"" + ROLLOUT.id().hex() + "\"}"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void readsWellAndKeepsItsFields(Because because, String sentence, String details) {
    assertThat(because.sentence()).isEqualTo(sentence);
    assertThat(ReasonDocuments.details(because, ROLLOUT)).hasToString(details);
  }
}
