package dev.linnet.daemon.transport;

import io.scalecube.cluster.Member;
import io.scalecube.cluster.transport.api.Message;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectOutput;
import org.jspecify.annotations.Nullable;

/**
 * Takes what ScaleCube's payloads write of themselves. An object is one byte, 0 for null and 1 for
 * present, and its fields; its class is not written, since the {@link PayloadShape table} knows it.
 */
final class PayloadWriter extends DataOutputStream implements ObjectOutput {
  private @Nullable Member firstMember;

  PayloadWriter(ByteArrayOutputStream out) {
    super(out);
  }

  /** The first member written: in a metadata request, the one that is asked. */
  @Nullable Member firstMember() {
    return firstMember;
  }

  @Override
  public void writeObject(@Nullable Object value) throws IOException {
    if (value == null) {
      writeByte(0);
      return;
    }
    writeByte(1);
    PayloadShape shape = PayloadShape.of(value);
    if (value instanceof Member member && firstMember == null) {
      firstMember = member;
    }
    if (value instanceof Enum<?> constant) {
      writeByte(constant.ordinal());
    } else if (shape == PayloadShape.GOSSIPED_MESSAGE) {
      writeObject(((Message) value).data());
    } else {
      ((Externalizable) value).writeExternal(this);
    }
  }
}
