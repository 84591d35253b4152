package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Address;
import dev.linnet.proto.v1.Frame;
import io.scalecube.cluster.Member;
import io.scalecube.cluster.transport.api.Message;
import java.lang.reflect.Constructor;
import java.util.List;

/** Gossip as ScaleCube would write it, under whatever name and number is asked for. */
final class ScaleCubeGossip {
  private static final String PACKAGE = "io.scalecube.cluster.";
  private static final MembershipCodec CODEC = new MembershipCodec("birds/eu");

  private ScaleCubeGossip() {}

  /** The liar's frame: {@code origin} is said to have told that {@code member} is alive. */
  static Frame frame(String origin, long sequence, String member, Address address) {
    return Frame.newBuilder()
        .setMembership(CODEC.encode(request(origin, sequence, member, address)).frame())
        .build();
  }

  /** What is in that frame. */
  static Message request(String origin, long sequence, String member, Address address) {
    try {
      Class<?> status = Class.forName(PACKAGE + "membership.MemberStatus");
      Object record =
          made(
              "membership.MembershipRecord",
              new Member(member, null, address.toString(), "birds/eu"),
              status.getEnumConstants()[0],
              0);
      Message told = Message.withQualifier(MembershipCodec.MEMBERSHIP_GOSSIP).data(record).build();
      Object gossip = made("gossip.Gossip", origin, told, sequence);
      return Message.withQualifier(GossipRequests.QUALIFIER)
          .sender(HostileMember.ADDRESS)
          .data(made("gossip.GossipRequest", List.of(gossip), origin))
          .build();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("this ScaleCube is made otherwise", e);
    }
  }

  private static Object made(String name, Object... arguments) throws ReflectiveOperationException {
    for (Constructor<?> constructor : Class.forName(PACKAGE + name).getDeclaredConstructors()) {
      if (constructor.getParameterCount() == arguments.length) {
        constructor.setAccessible(true);
        try {
          return constructor.newInstance(arguments);
        } catch (IllegalArgumentException e) {
          continue; // Another of as many parameters.
        }
      }
    }
    throw new NoSuchMethodException(name);
  }
}
