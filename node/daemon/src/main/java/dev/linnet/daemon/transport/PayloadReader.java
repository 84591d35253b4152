package dev.linnet.daemon.transport;

import io.scalecube.cluster.Member;
import io.scalecube.cluster.transport.api.Message;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives ScaleCube's payloads what {@link PayloadWriter} took from them, and refuses everything that
 * the {@link PayloadShape table} does not allow at that place.
 */
final class PayloadReader implements ObjectInput {
  private static final int MAX_TEXT_CHARS = 512;

  private final DataInputStream in;
  private final Consumer<Member> memberCheck;
  private final List<String> gossipOrigins = new ArrayList<>();
  private @Nullable PayloadShape shape;
  private int objectsRead;
  private int textsRead;

  /**
   * Reads {@code bytes}.
   *
   * @param memberCheck throws {@link IllegalArgumentException} at a member that cannot be
   */
  PayloadReader(byte[] bytes, Consumer<Member> memberCheck) {
    this.in = new DataInputStream(new ByteArrayInputStream(bytes));
    this.memberCheck = memberCheck;
  }

  /** The whole of the bytes as one object. */
  Object readWhole(PayloadShape expected) throws IOException, ClassNotFoundException {
    Object value = readSlot(new PayloadShape.Slot(expected, false));
    if (value == null || in.available() > 0) {
      throw new IllegalArgumentException("membership: bytes are left over");
    }
    return value;
  }

  /** Who is said to have started the gossips that were read. */
  List<String> gossipOrigins() {
    return gossipOrigins;
  }

  @Override
  public @Nullable Object readObject() throws IOException, ClassNotFoundException {
    return readSlot(current().slot(objectsRead++));
  }

  private @Nullable Object readSlot(PayloadShape.Slot slot)
      throws IOException, ClassNotFoundException {
    int present = in.readUnsignedByte();
    if (present == 0 && slot.nullable()) {
      return null;
    }
    if (present != 1) {
      throw new IllegalArgumentException("membership: a " + slot.shape() + " is missing");
    }
    if (slot.shape().isEnum()) {
      return slot.shape().constant(in.readUnsignedByte());
    }
    return readInside(slot.shape());
  }

  private Object readInside(PayloadShape inner) throws IOException, ClassNotFoundException {
    PayloadShape outer = shape;
    int outerObjects = objectsRead;
    int outerTexts = textsRead;
    shape = inner;
    objectsRead = 0;
    textsRead = 0;
    Object value;
    if (inner == PayloadShape.GOSSIPED_MESSAGE) {
      value = Message.withData(readObject()).qualifier(MembershipCodec.MEMBERSHIP_GOSSIP).build();
    } else {
      Externalizable filled = inner.create();
      filled.readExternal(this);
      value = filled;
    }
    if (value instanceof Member member) {
      memberCheck.accept(member);
    }
    shape = outer;
    objectsRead = outerObjects;
    textsRead = outerTexts;
    return value;
  }

  private PayloadShape current() {
    if (shape == null) {
      throw new IllegalStateException("nothing is being read");
    }
    return shape;
  }

  /**
   * An incarnation in a record, a count anywhere else. Each thing counted takes a byte or more.
   *
   * <p>Any incarnation is taken, a negative one too: a node about which someone claimed the highest
   * answers with one more, and were that refused, the claim would shut it out for good.
   */
  @Override
  public int readInt() throws IOException {
    int value = in.readInt();
    int most = current() == PayloadShape.METADATA_RESPONSE ? 0 : in.available();
    if (current() != PayloadShape.RECORD && (value < 0 || value > most)) {
      throw new IllegalArgumentException("membership: " + current() + " with the number " + value);
    }
    return value;
  }

  @Override
  public String readUTF() throws IOException {
    String text = in.readUTF();
    if (text.length() > MAX_TEXT_CHARS) {
      throw new IllegalArgumentException("membership: a text of " + text.length() + " characters");
    }
    if (current() == PayloadShape.GOSSIP && textsRead == 0) {
      gossipOrigins.add(text);
    }
    textsRead++;
    return text;
  }

  @Override
  public long readLong() throws IOException {
    return in.readLong();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return in.readBoolean();
  }

  @Override
  public void readFully(byte[] bytes) throws IOException {
    in.readFully(bytes);
  }

  @Override
  public void readFully(byte[] bytes, int offset, int length) throws IOException {
    in.readFully(bytes, offset, length);
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() {}

  @Override
  public int read() {
    throw unused();
  }

  @Override
  public int read(byte[] bytes) {
    throw unused();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    throw unused();
  }

  @Override
  public long skip(long count) {
    throw unused();
  }

  @Override
  public int skipBytes(int count) {
    throw unused();
  }

  @Override
  public byte readByte() {
    throw unused();
  }

  @Override
  public int readUnsignedByte() {
    throw unused();
  }

  @Override
  public short readShort() {
    throw unused();
  }

  @Override
  public int readUnsignedShort() {
    throw unused();
  }

  @Override
  public char readChar() {
    throw unused();
  }

  @Override
  public float readFloat() {
    throw unused();
  }

  @Override
  public double readDouble() {
    throw unused();
  }

  @Override
  public String readLine() {
    throw unused();
  }

  private static IllegalArgumentException unused() {
    return new IllegalArgumentException("membership: no payload of the table reads this");
  }
}
