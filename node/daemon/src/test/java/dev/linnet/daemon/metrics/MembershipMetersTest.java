package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class MembershipMetersTest {
  private static final Peer ROBIN =
      new Peer(new NodeName("robin"), new RegionName("eu"), new Address("127.0.0.1", 7700));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MembershipMeters meters = new MembershipMeters(registry);

  @Test
  void connectionThatBreaksIsASuspicionUntilItIsKnownWhatBecameOfThePeer() {
    up();
    suspect();
    assertThat(suspicions("refuted") + suspicions("confirmed")).isZero();
    up();
    assertThat(suspicions("refuted")).isOne();

    suspect();
    suspect();
    down();
    assertThat(suspicions("confirmed")).isOne();
    assertThat(suspicions("refuted")).isOne();
    assertThat(changes("up")).isEqualTo(2);
    assertThat(changes("suspect")).isEqualTo(3);
    assertThat(changes("down")).isOne();
  }

  @Test
  void peerThatLeavesInOrderWasNotSuspected() {
    up();
    down();
    up();
    assertThat(suspicions("refuted") + suspicions("confirmed")).isZero();
  }

  private void up() {
    meters.saw(new Event.PeerUp(ROBIN));
  }

  private void suspect() {
    meters.saw(new Event.PeerDown(ROBIN.node(), true));
  }

  private void down() {
    meters.saw(new Event.PeerDown(ROBIN.node(), false));
  }

  private double suspicions(String outcome) {
    return registry.get("linnet.suspicions").tag("outcome", outcome).counter().count();
  }

  private double changes(String to) {
    return registry.get("linnet.membership.changes").tag("to", to).counter().count();
  }
}
