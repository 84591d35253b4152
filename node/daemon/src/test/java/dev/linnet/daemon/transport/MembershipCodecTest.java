package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Peer;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.proto.v1.Membership;
import io.scalecube.cluster.Member;
import io.scalecube.cluster.transport.api.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MembershipCodecTest {
  private static final List<String> ALL =
      List.of(
          "sc/fdetector/ping",
          "sc/fdetector/pingAck",
          "sc/fdetector/pingReq",
          "sc/gossip/req",
          "sc/membership/sync",
          "sc/membership/syncAck",
          "sc/metadata/req",
          "sc/metadata/resp");

  private final Path temp;
  private final MembershipCodec codec = new MembershipCodec("birds/eu");
  private final Map<String, Membership> seen = new ConcurrentHashMap<>();
  private final Map<String, MembershipTransport> byAddress = new ConcurrentHashMap<>();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private volatile boolean cut;

  MembershipCodecTest(@TempDir Path temp) {
    this.temp = temp;
  }

  @Test
  void everyMessageOfARealClusterIsCarriedAndNothingElseIsRead() throws Exception {
    RegionMembership[] members = new RegionMembership[3];
    try (TestMesh mesh = new TestMesh(temp.resolve("mesh"), "birds")) {
      for (int index = 0; index < members.length; index++) {
        members[index] =
            join(mesh.identity("eu-" + index, "eu"), new Address("eu.test", index + 1));
      }
      await(
          "all to be members",
          () -> List.of(members).stream().allMatch(m -> m.members().size() == 2));
      cut = true;
      await("every kind of message", () -> seen.keySet().containsAll(ALL));
    } finally {
      for (RegionMembership member : members) {
        if (member != null) {
          member.abort();
        }
      }
    }
    assertThat(new TreeMap<>(seen).keySet()).containsExactlyElementsOf(ALL);
    seen.values().forEach(this::comesBackAsItWent);
    seen.values().forEach(this::isReadWholeOrNotAtAll);
    seen.values().forEach(this::isReadOrRefusedWhenChanged);
  }

  /** A member whose frames go straight to the others, but between the first two once cut. */
  private RegionMembership join(NodeIdentity self, Address address) {
    Peer from = new Peer(self.node(), self.region(), address);
    RegionMembership member =
        RegionMembership.start(
            self,
            address,
            (to, node, frame) -> deliver(from, to, frame),
            new SilentHandler(),
            (wait, task) -> task.run(),
            new Refusals(line -> {}, System::nanoTime));
    peers.put(address.toString(), from);
    byAddress.put(address.toString(), member.transport());
    return member;
  }

  private boolean deliver(Peer from, String to, Membership frame) {
    String address =
        to.equals(RegionMembership.SEED)
            ? peers.keySet().stream()
                .filter(other -> !other.equals(from.address().toString()))
                .findAny()
                .orElse(to)
            : to;
    MembershipTransport receiver = byAddress.get(address);
    if (receiver == null) {
      return false;
    }
    String qualifier = frame.getHeadersOrThrow(Message.HEADER_QUALIFIER);
    seen.merge(
        qualifier,
        frame,
        (old, later) -> old.getPayload().size() < later.getPayload().size() ? later : old);
    if (!cut || from.address().port() + Address.parse(address).port() != 3) {
      receiver.onFrame(from, frame);
    }
    return true;
  }

  private void comesBackAsItWent(Membership frame) {
    assertThat(codec.encode(codec.decode(frame).message()).frame()).isEqualTo(frame);
  }

  private void isReadWholeOrNotAtAll(Membership frame) {
    byte[] payload = frame.getPayload().toByteArray();
    for (int length = 0; length < payload.length; length++) {
      refused(frame.toBuilder().setPayload(ByteString.copyFrom(payload, 0, length)).build());
    }
    refused(
        frame.toBuilder()
            .setPayload(frame.getPayload().concat(ByteString.copyFrom(new byte[1])))
            .build());
    refused(frame.toBuilder().putHeaders(Message.HEADER_QUALIFIER, "sc/other").build());
    refused(frame.toBuilder().removeHeaders(Message.HEADER_QUALIFIER).build());
    refused(frame.toBuilder().putHeaders("a", "1").putHeaders("b", "2").build());
  }

  private void refused(Membership frame) {
    assertThatThrownBy(() -> codec.decode(frame)).isInstanceOf(IllegalArgumentException.class);
  }

  private void isReadOrRefusedWhenChanged(Membership frame) {
    long seed = 0x11EE7;
    Random random = new Random(seed);
    byte[] good = frame.getPayload().toByteArray();
    for (int round = 0; round < 5_000; round++) {
      byte[] bad = good.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        Object read =
            codec
                .decode(frame.toBuilder().setPayload(ByteString.copyFrom(bad)).build())
                .message()
                .data();
        assertThat(read).as("seed %s round %s", seed, round).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed %s round %s", seed, round).hasMessageMatching("(?s).+");
      }
    }
  }

  @Test
  void aMemberOfAnotherRegionIsRefused() throws Exception {
    Member stranger = new Member("us-1", null, "us.test:1", "birds/us");
    Message ping =
        Message.withData(ping(stranger)).qualifier("sc/fdetector/ping").correlationId("1").build();
    Membership frame = codec.encode(ping).frame();

    assertThatThrownBy(() -> codec.decode(frame))
        .hasMessage("membership: us-1 is of 'birds/us', not of 'birds/eu'");
    assertThat(new MembershipCodec("birds/us").decode(frame).message().correlationId())
        .isEqualTo("1");
  }

  private static Object ping(Member member) throws Exception {
    var constructor =
        Class.forName("io.scalecube.cluster.fdetector.PingData")
            .getDeclaredConstructor(Member.class, Member.class);
    constructor.setAccessible(true);
    return constructor.newInstance(member, member);
  }

  @Test
  void whatTheTableDoesNotHoldIsNotWritten() {
    Message text = Message.withData("text").qualifier("sc/fdetector/ping").build();

    assertThatThrownBy(() -> codec.encode(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("membership: cannot carry a java.lang.String");
  }
}
