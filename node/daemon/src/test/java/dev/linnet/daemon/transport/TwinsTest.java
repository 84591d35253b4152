package dev.linnet.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TwinsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Speaker FIRST = speaker("eu-1", 11, 1);
  private static final Speaker SECOND_RUN = speaker("eu-1", 22, 2);
  private static final Speaker THIRD = speaker("eu-1", 33, 3);

  private static final String BOTH =
      "node eu-1 runs twice, at 192.0.2.1:7700 heard from 198.51.100.1"
          + " and at 192.0.2.2:7700 heard from 198.51.100.2: stop one of them and enroll it under"
          + " another name, or run `linnet mesh revoke DIR --node eu-1` if it was stolen";

  private final List<String> told = new ArrayList<>();
  private long nowNanos = Long.MAX_VALUE - SECOND.toNanos();
  private final Twins twins = new Twins((node, sentence) -> told.add(sentence), () -> nowNanos);

  private static Speaker speaker(String node, long bootId, int host) {
    return new Speaker(
        new Peer(
            new NodeName(node), new RegionName("eu"), Address.parse("192.0.2." + host + ":7700")),
        bootId,
        "198.51.100." + host);
  }

  private void after(Duration pause, Speaker... speakers) {
    nowNanos += pause.toNanos();
    for (Speaker speaker : speakers) {
      twins.heard(speaker);
    }
  }

  @Test
  void twoThatAreBothHeardForLongAreToldOfOnce() {
    after(SECOND, FIRST);
    after(Duration.ofHours(1), FIRST, SECOND_RUN);
    after(Twins.AFTERLIFE.minus(SECOND), FIRST, SECOND_RUN);
    assertThat(told).isEmpty();
    after(SECOND, FIRST, SECOND_RUN);
    after(Duration.ofHours(1), FIRST, SECOND_RUN, FIRST, SECOND_RUN);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void twoThatSpeakSeldomAreToldOfAsWell() {
    after(SECOND, FIRST);
    after(Duration.ofHours(1), SECOND_RUN);
    after(Duration.ofHours(1), FIRST);
    after(Duration.ofHours(1), SECOND_RUN);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void restartIsNone() {
    after(SECOND, FIRST);
    after(Duration.ofHours(1), SECOND_RUN);
    after(Twins.AFTERLIFE.minus(SECOND), FIRST);
    after(Duration.ofHours(1), SECOND_RUN);

    assertThat(told).isEmpty();
  }

  @Test
  void restartIsNoneThoughWhatTheFirstSaidIsHeardAfterTheSecond() {
    after(SECOND, SECOND_RUN);
    after(SECOND, FIRST);
    after(SECOND, SECOND_RUN, FIRST);
    after(Duration.ofHours(1), SECOND_RUN);

    assertThat(told).isEmpty();
  }

  @Test
  void nodeThatFlapsIsNone() {
    for (int bootId = 1; bootId <= 1_000; bootId++) {
      Speaker run = speaker("eu-1", bootId, 1);
      after(Duration.ofSeconds(5), run);
      after(Duration.ofSeconds(5), run);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void twoOfThreeAreToldOf() {
    after(SECOND, FIRST, SECOND_RUN, THIRD);
    after(Twins.AFTERLIFE.dividedBy(2), THIRD, FIRST, SECOND_RUN);
    after(Twins.AFTERLIFE.dividedBy(2), THIRD, FIRST, SECOND_RUN);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void twinThatIsStartedAnewIsToldOfAnew() {
    after(SECOND, THIRD, FIRST);
    after(Twins.AFTERLIFE, THIRD, FIRST);
    told.clear();
    after(Twins.AFTERLIFE, FIRST, SECOND_RUN);
    after(Twins.AFTERLIFE, FIRST, SECOND_RUN);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void whoSaysNoBootIdIsPassedOver() {
    Speaker before = speaker("eu-1", Speaker.NO_BOOT_ID, 1);
    after(SECOND, before, SECOND_RUN);
    after(Duration.ofHours(1), before, SECOND_RUN);

    assertThat(told).isEmpty();
  }

  @Test
  void nodesAreToldApart() {
    Speaker other = speaker("eu-2", 22, 2);
    after(SECOND, FIRST, other);
    after(Duration.ofHours(1), FIRST, other);

    assertThat(told).isEmpty();
  }

  @Test
  void whoWasHeardLastIsRemembered() {
    after(SECOND, FIRST);
    for (int number = 1; number < Twins.MOST_NODES; number++) {
      after(Duration.ZERO, speaker("na-" + number, number, 1));
    }
    after(Duration.ZERO, SECOND_RUN, speaker("na-0", 1, 1), speaker("na-9999", 1, 1));
    after(Twins.AFTERLIFE, FIRST, SECOND_RUN);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void anotherInTheOwnNameIsToldOfAtOnceAndOnce() {
    twins.metOwn(FIRST);
    twins.metOwn(FIRST);

    assertThat(told)
        .containsExactly(BOTH.replaceFirst("at (.*) and at .* stop", "here and at $1: stop"));
  }
}
