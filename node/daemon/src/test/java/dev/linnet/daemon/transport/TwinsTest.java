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
  private static final String BOTH =
      "node eu-1 runs twice, at 192.0.2.1:7700 heard from 198.51.100.1"
          + " and at 192.0.2.2:7700 heard from 198.51.100.2: stop one of them and enroll it under"
          + " another name, or run `linnet mesh revoke DIR --node eu-1` if it was stolen";

  private final Session first = session("eu-1", 11, 1);
  private final Session second = session("eu-1", 22, 2);
  private final Session third = session("eu-1", 33, 3);
  private final List<String> told = new ArrayList<>();
  private long nowNanos = Long.MAX_VALUE - SECOND.toNanos();
  private final Twins twins = new Twins((node, sentence) -> told.add(sentence), () -> nowNanos);

  private static Session session(String node, long bootId, int host) {
    Address address = Address.parse("192.0.2." + host + ":7700");
    Peer peer = new Peer(new NodeName(node), new RegionName("eu"), address);
    Speaker speaker = new Speaker(peer, bootId, "198.51.100." + host);
    return new Session(speaker, new Outbox(1, 1), () -> {});
  }

  private void after(Duration pause, Session... sessions) {
    nowNanos += pause.toNanos();
    for (Session session : sessions) {
      twins.heard(session);
    }
  }

  @Test
  void twoThatAreBothHeardForLongAreToldOfOnce() {
    after(SECOND, first);
    after(Duration.ofHours(1), first, second);
    after(Twins.AFTERLIFE.minus(SECOND), first, second);
    assertThat(told).isEmpty();
    after(SECOND, first, second);
    after(Duration.ofHours(1), first, second);
    after(Duration.ofHours(1), first, second);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void twoThatSpeakSeldomAreToldOfAsWell() {
    after(SECOND, first);
    after(Duration.ofHours(1), second);
    after(Duration.ofHours(1), first);
    after(Duration.ofHours(1), second);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void sessionIsTakenInOnceInAPauseAndEachByItself() {
    after(SECOND, first, second);
    after(Twins.AFTERLIFE.minusNanos(1), first, second);
    after(Twins.PAUSE.minusNanos(1), first, second);
    assertThat(told).isEmpty();
    after(Duration.ZERO, session("eu-1", 11, 1));
    assertThat(told).isEmpty();
    after(Duration.ofNanos(1), second);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void restartIsNone() {
    after(SECOND, first);
    after(Duration.ofHours(1), second);
    after(Twins.AFTERLIFE.minus(SECOND), first);
    after(Duration.ofHours(1), second);

    assertThat(told).isEmpty();
  }

  @Test
  void restartIsNoneThoughWhatTheFirstSaidIsHeardAfterTheSecond() {
    after(SECOND, second);
    after(SECOND, first);
    after(SECOND, second, first);
    after(Duration.ofHours(1), second);

    assertThat(told).isEmpty();
  }

  @Test
  void nodeThatFlapsIsNone() {
    for (int bootId = 1; bootId <= 1_000; bootId++) {
      Session run = session("eu-1", bootId, 1);
      after(Duration.ofSeconds(5), run);
      after(Duration.ofSeconds(5), run);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void twoOfThreeAreToldOf() {
    after(SECOND, first, second, third);
    after(Twins.AFTERLIFE.dividedBy(2), third, first, second);
    after(Twins.AFTERLIFE.dividedBy(2), third, first, second);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void twinThatIsStartedAnewIsToldOfAnew() {
    after(SECOND, third, first);
    after(Twins.AFTERLIFE, third, first);
    told.clear();
    after(Twins.AFTERLIFE, first, second);
    after(Twins.AFTERLIFE, first, second);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void whoSaysNoBootIdIsPassedOver() {
    Session before = session("eu-1", Speaker.NO_BOOT_ID, 1);
    after(SECOND, before, second);
    after(Duration.ofHours(1), before, second);

    assertThat(told).isEmpty();
  }

  @Test
  void nodesAreToldApart() {
    Session other = session("eu-2", 22, 2);
    after(SECOND, first, other);
    after(Duration.ofHours(1), first, other);

    assertThat(told).isEmpty();
  }

  @Test
  void whoWasHeardLastIsRemembered() {
    after(SECOND, first);
    for (int number = 1; number < Twins.MOST_NODES; number++) {
      after(Duration.ZERO, session("na-" + number, number, 1));
    }
    after(Duration.ZERO, second, session("na-0", 1, 1), session("na-9999", 1, 1));
    after(Twins.AFTERLIFE, first, second);

    assertThat(told).containsExactly(BOTH);
  }

  @Test
  void anotherInTheOwnNameIsToldOfAtOnceAndOnce() {
    twins.metOwn(first.speaker());
    twins.metOwn(first.speaker());

    assertThat(told)
        .containsExactly(BOTH.replaceFirst("at (.*) and at .* stop", "here and at $1: stop"));
  }
}
