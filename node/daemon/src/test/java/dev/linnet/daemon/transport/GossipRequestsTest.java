package dev.linnet.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.proto.v1.Membership;
import io.scalecube.cluster.transport.api.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Two members, one of which has many gossips for the other. */
class GossipRequestsTest {
  private static final String OTHER = "127.0.0.1:2";
  private static final String THIRD = "127.0.0.1:3";
  private static final Address ADDRESS = Address.parse(HostileMember.ADDRESS);
  private static final Peer SENDER = new Peer(new NodeName("eu-1"), new RegionName("eu"), ADDRESS);

  private record Sent(String to, List<String> origins) {}

  private final MembershipCodec codec = new MembershipCodec("birds/eu");
  private final List<Membership> frames = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private final MembershipTransport transport =
      new MembershipTransport(
          HostileMember.ADDRESS,
          codec,
          (to, frame) -> {
            frames.add(frame);
            return sent.add(new Sent(to, codec.decode(frame).gossipOrigins()));
          },
          "eu-2"::equals,
          nanos -> {},
          (wait, task) -> later.add(task));

  private void gossip(String to, String origin, long sequence) {
    transport.send(to, ScaleCubeGossip.request(origin, sequence, "eu-2", ADDRESS)).block();
  }

  private void aMomentPasses() {
    List<Runnable> due = List.copyOf(later);
    later.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void gossipsOfOneMomentTravelInOneFrameToEachMember() {
    gossip(OTHER, "eu-1", 1);
    gossip(THIRD, "eu-1", 1);
    gossip(OTHER, "eu-2", 7);
    assertThat(sent).isEmpty();
    aMomentPasses();
    assertThat(sent)
        .containsExactly(
            new Sent(OTHER, List.of("eu-1", "eu-2")), new Sent(THIRD, List.of("eu-1")));
    gossip(OTHER, "eu-1", 2);
    aMomentPasses();
    assertThat(sent).hasSize(3).last().isEqualTo(new Sent(OTHER, List.of("eu-1")));
  }

  @Test
  void frameThatIsFullDoesNotWait() {
    LongStream.range(0, 65).forEach(sequence -> gossip(OTHER, "eu-1", sequence));
    assertThat(sent).singleElement().satisfies(full -> assertThat(full.origins()).hasSize(64));
    aMomentPasses();
    assertThat(sent).last().satisfies(rest -> assertThat(rest.origins()).hasSize(1));
  }

  @Test
  void whatAStrangerStartedIsLeftOutAndTheRestIsHeard() {
    gossip(OTHER, "eu-1", 1);
    gossip(OTHER, "ghost", 1);
    gossip(OTHER, "eu-2", 1);
    aMomentPasses();
    List<Message> heard = new ArrayList<>();
    var unused = transport.listen().subscribe(heard::add);
    transport.onFrame(SENDER, frames.get(0));
    assertThat(heard)
        .singleElement()
        .satisfies(
            request ->
                assertThat(codec.decode(codec.encode(request).frame()).gossipOrigins())
                    .containsExactly("eu-1", "eu-2"));
  }
}
