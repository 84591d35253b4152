package dev.linnet.daemon.transport;

import io.scalecube.cluster.Member;
import io.scalecube.cluster.transport.api.Message;
import java.io.Externalizable;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The closed table of what a membership frame may hold. Each shape lists the shapes of the objects
 * inside it, so that nothing else is ever built from bytes, nesting is bounded by the table (it has
 * no cycle), and no field is null that ScaleCube does not expect to be null: an exception inside
 * ScaleCube's listeners would end its membership for good.
 */
enum PayloadShape {
  MEMBER(Member.class.getName(), false),
  MEMBER_STATUS("io.scalecube.cluster.membership.MemberStatus", false),
  ACK_TYPE("io.scalecube.cluster.fdetector.PingData$AckType", false),
  RECORD(
      "io.scalecube.cluster.membership.MembershipRecord", false, one(MEMBER), one(MEMBER_STATUS)),
  PING(
      "io.scalecube.cluster.fdetector.PingData",
      false,
      one(MEMBER),
      one(MEMBER),
      maybe(MEMBER),
      maybe(ACK_TYPE)),
  SYNC("io.scalecube.cluster.membership.SyncData", true, one(RECORD)),
  /** A message inside a gossip; always the news of one membership record. */
  GOSSIPED_MESSAGE(Message.class.getName(), false, one(RECORD)),
  GOSSIP("io.scalecube.cluster.gossip.Gossip", false, one(GOSSIPED_MESSAGE)),
  GOSSIP_REQUEST("io.scalecube.cluster.gossip.GossipRequest", true, one(GOSSIP)),
  METADATA_REQUEST("io.scalecube.cluster.metadata.GetMetadataRequest", false, one(MEMBER)),
  METADATA_RESPONSE("io.scalecube.cluster.metadata.GetMetadataResponse", false, one(MEMBER));

  private static final Map<Class<?>, PayloadShape> BY_CLASS =
      Arrays.stream(values()).collect(Collectors.toMap(shape -> shape.type, Function.identity()));

  private final Class<?> type;
  private final boolean repeated;
  private final List<Slot> slots;

  /**
   * An object inside another.
   *
   * @param shape what it must be
   * @param nullable whether it may be absent
   */
  record Slot(PayloadShape shape, boolean nullable) {}

  PayloadShape(String className, boolean repeated, Slot... slots) {
    try {
      this.type = Class.forName(className);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("this ScaleCube has no " + className, e);
    }
    this.repeated = repeated;
    this.slots = List.of(slots);
  }

  private static Slot one(PayloadShape shape) {
    return new Slot(shape, false);
  }

  private static Slot maybe(PayloadShape shape) {
    return new Slot(shape, true);
  }

  /** The shape of an object, by its exact class. */
  static PayloadShape of(Object value) {
    PayloadShape shape =
        BY_CLASS.get(
            value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass());
    if (shape == null) {
      throw new IllegalArgumentException(
          "membership: cannot carry a " + value.getClass().getName());
    }
    return shape;
  }

  /** What the object number {@code index} inside this one must be. */
  Slot slot(int index) {
    if (!repeated && index >= slots.size()) {
      throw new IllegalArgumentException("membership: " + this + " holds too many objects");
    }
    return slots.get(repeated ? 0 : index);
  }

  boolean isEnum() {
    return type.isEnum();
  }

  Object constant(int ordinal) {
    Object[] constants = type.getEnumConstants();
    if (constants == null || ordinal >= constants.length) {
      throw new IllegalArgumentException("membership: " + this + " has no constant " + ordinal);
    }
    return constants[ordinal];
  }

  /** An empty object, to be filled by its {@code readExternal}. */
  Externalizable create() {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (Externalizable) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is made otherwise in this ScaleCube", e);
    }
  }
}
