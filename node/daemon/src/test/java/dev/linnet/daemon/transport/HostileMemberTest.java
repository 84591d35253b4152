package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member of the region that lies in the region's own membership. */
final class HostileMemberTest {
  private static final int ALIVE = 0;
  private static final int SUSPECT = 1;
  private static final int INVENTED_MEMBERS = 2_000;
  private static final int SEQUENCES = 2_000;

  private final TestMesh mesh;

  HostileMemberTest(@TempDir Path temp) {
    this.mesh = new TestMesh(temp.resolve("mesh"), "birds");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  @Test
  void whoIsSlanderedWithTheHighestIncarnationComesBack() throws Exception {
    TestNode witness = mesh.start("eu-1", "eu").join();
    TestNode victim = mesh.start("eu-2", "eu").seededBy(witness).join();
    await("both to be members", () -> isMember(witness, "eu-2") && isMember(victim, "eu-1"));

    try (HostileMember liar = new HostileMember(mesh.identity("eu-9", "eu"), witness.address())) {
      liar.offer(table(record("eu-2", victim.address(), SUSPECT, Integer.MAX_VALUE)));
      await("the lie to be believed", () -> !isMember(witness, "eu-2"));
    }
    await("the victim to be back", () -> isMember(witness, "eu-2"));
  }

  @Test
  void whoSaysThatAVictimIsElsewhereMisleadsNobody() throws Exception {
    TestNode witness = mesh.start("eu-1", "eu").join();
    TestNode victim = mesh.start("eu-2", "eu").seededBy(witness).join();
    await("both to be members", () -> isMember(witness, "eu-2") && isMember(victim, "eu-1"));

    TestNode other = mesh.start("us-1", "us");
    try (HostileMember liar = new HostileMember(mesh.identity("eu-9", "eu"), witness.address())) {
      liar.offer(table(record("eu-2", other.address(), ALIVE, Integer.MAX_VALUE)));
      await(
          "the witness to see who is there",
          () -> witness.refused.contains(other.address() + " refused: it is of region us, not eu"));

      witness.port.send(victim.peer(), new Message.ChunksAsked(Digest.of(new byte[1])));
      await("the word to reach the victim", () -> !victim.heard.isEmpty());
      assertThat(witness.known).containsEntry(victim.identity.node(), victim.peer());
      assertThat(other.heard).isEmpty();
    }
    await("the victim to be a member", () -> isMember(witness, "eu-2"));
  }

  @Test
  void whoInventsMembersKeepsNobodyFromBeingDialled() throws Exception {
    TestNode node = mesh.start("eu-1", "eu").join();
    TestNode other = mesh.start("us-1", "us");
    try (HostileMember liar = new HostileMember(mesh.identity("eu-9", "eu"), node.address())) {
      ByteString[] invented = new ByteString[INVENTED_MEMBERS];
      for (int index = 0; index < INVENTED_MEMBERS; index++) {
        invented[index] =
            record("ghost-" + index, new Address("127.0.0.1", 10_000 + index), ALIVE, 0);
      }
      liar.offer(table(invented));
      await("the lie to be read", () -> liar.received("sc/membership/syncAck"));

      node.port.send(other.peer(), new Message.ChunksAsked(Digest.of(new byte[1])));
      await("the message to arrive", () -> !other.heard.isEmpty());
    }
    assertThat(node.port.members()).isEmpty();
  }

  @Test
  void whoIsAheadInAVictimsSequenceNumbersHidesNothingOfIt() throws Exception {
    TestNode witness = mesh.start("eu-1", "eu").join();
    TestNode victim = mesh.start("eu-2", "eu").seededBy(witness).join();
    await("both to be members", () -> isMember(witness, "eu-2") && isMember(victim, "eu-1"));

    try (HostileMember liar = new HostileMember(mesh.identity("eu-9", "eu"), witness.address())) {
      for (int sequence = 0; sequence < SEQUENCES; sequence++) {
        liar.say(ScaleCubeGossip.frame("eu-2", sequence, "eu-2", victim.address()));
      }
      liar.offer(table(record("eu-1", witness.address(), ALIVE, 0)));
      await("the lies to be read", () -> liar.received("sc/membership/syncAck"));

      victim.port.send(witness.peer(), new Message.ChunksAsked(Digest.of(new byte[1])));
      await("the victim's word to arrive", () -> !witness.heard.isEmpty());
      victim.port.close();
      await("its leave to be noticed", () -> !isMember(witness, "eu-2"));
      mesh.start("eu-2", "eu").seededBy(witness).join();
      await("its return to be noticed", () -> isMember(witness, "eu-2"));
    }
    assertThat(witness.port.members()).containsExactly("eu-2");
  }

  @Test
  void whoInventsOriginsFillsNoTable() {
    List<Object> taken = new ArrayList<>();
    MembershipTransport transport =
        new MembershipTransport(
            "127.0.0.1:1",
            new MembershipCodec("birds/eu"),
            (to, frame) -> true,
            "eu-2"::equals,
            nanos -> {},
            (wait, task) -> task.run());
    var unused = transport.listen().subscribe(taken::add);
    Address address = Address.parse(HostileMember.ADDRESS);
    Peer liar = new Peer(new NodeName("eu-9"), new RegionName("eu"), address);
    for (int index = 0; index < INVENTED_MEMBERS; index++) {
      transport.onFrame(
          liar, ScaleCubeGossip.frame("ghost-" + index, 0, "eu-2", address).getMembership());
    }
    assertThat(taken).isEmpty();
    transport.onFrame(liar, ScaleCubeGossip.frame("eu-9", 0, "eu-2", address).getMembership());
    transport.onFrame(liar, ScaleCubeGossip.frame("eu-2", 0, "eu-2", address).getMembership());
    assertThat(taken).hasSize(2);
  }

  @Test
  void whoSpeaksUnderAnothersAddressIsNotHeard() {
    MembershipTransport transport =
        new MembershipTransport(
            "127.0.0.1:1",
            new MembershipCodec("birds/eu"),
            (to, frame) -> true,
            "eu-2"::equals,
            nanos -> {},
            (wait, task) -> task.run());
    Address own = Address.parse("127.0.0.1:7");
    Peer liar = new Peer(new NodeName("eu-9"), new RegionName("eu"), own);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                transport.onFrame(
                    liar, ScaleCubeGossip.frame("eu-9", 0, "eu-2", own).getMembership()))
        .withMessageContaining("the sender is not 127.0.0.1:7");
  }

  private static boolean isMember(TestNode node, String other) {
    return node.port.members().contains(other);
  }

  /** A table as {@link PayloadWriter} writes it. */
  private static ByteString table(ByteString... records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(1);
    out.writeInt(records.length);
    for (ByteString record : records) {
      record.writeTo(out);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  private static ByteString record(String node, Address address, int status, int incarnation)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(1);
    out.writeByte(1);
    out.writeUTF(node);
    out.writeBoolean(false);
    out.writeUTF(address.toString());
    out.writeUTF("birds/eu");
    out.writeByte(1);
    out.writeByte(status);
    out.writeInt(incarnation);
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
