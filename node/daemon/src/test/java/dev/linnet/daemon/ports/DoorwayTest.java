package dev.linnet.daemon.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DoorwayTest {
  private static final Doorway.Room SMALL = new Doorway.Room(4, 2);

  private static InetAddress at(String address) throws Exception {
    return InetAddress.getByName(address);
  }

  @Test
  void whoLeavesMakesRoom() throws Exception {
    Doorway doorway = new Doorway(SMALL);
    assertThat(doorway.enter(at("192.0.2.1"))).isTrue();
    assertThat(doorway.enter(at("192.0.2.1"))).isTrue();
    assertThat(doorway.enter(at("192.0.2.1"))).as("a third of one address").isFalse();
    assertThat(doorway.enter(at("192.0.2.2"))).isTrue();
    assertThat(doorway.enter(at("127.0.0.1"))).isTrue();
    assertThat(doorway.enter(at("192.0.2.3"))).as("a fifth in all").isFalse();
    doorway.leave(at("192.0.2.1"));
    assertThat(doorway.enter(at("192.0.2.3"))).isTrue();
    assertThat(doorway.enter(at("192.0.2.1"))).isFalse();
  }

  @Test
  void whoHasANetworkOfIpv6HasNoMoreRoomForIt() throws Exception {
    Doorway doorway = new Doorway(SMALL);
    assertThat(doorway.enter(at("2001:db8:0:1::1"))).isTrue();
    assertThat(doorway.enter(at("2001:db8:0:1::2"))).isTrue();
    assertThat(doorway.enter(at("2001:db8:0:1:ffff::3"))).isFalse();
    assertThat(doorway.enter(at("2001:db8:0:2::1"))).isTrue();
  }

  @Test
  void floodFromElsewhereTakesNoRoomOfThisMachine() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    Doorway doorway = new Doorway(new Doorway.Room(1, 1), SMALL, from -> refused.incrementAndGet());
    for (int each = 1; each <= 6; each++) {
      assertThat(doorway.enter(at("192.0.2." + each))).isEqualTo(each <= 4);
    }
    assertThat(doorway.enter(at("::1"))).isTrue();
    assertThat(doorway.enter(at("127.0.0.1"))).isFalse();
    assertThat(refused).hasValue(3);
    doorway.leave(at("::1"));
    assertThat(doorway.enter(at("127.0.0.1"))).isTrue();
  }
}
