package dev.linnet.daemon.inference;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * About how much memory a message takes once it is read, besides its own bytes, told from these
 * before: two of them may make an object, and one a number of eight. Fields of bytes are taken to
 * be views.
 */
final class ReadWeight {
  private static final int OBJECT_BYTES = 96;

  /** Of a field that the message's type lacks, which is kept all the same. */
  private static final int UNKNOWN_BYTES = 256;

  private final CodedInputStream in;
  private long bytes;

  private ReadWeight(CodedInputStream in) {
    this.in = in;
  }

  /** Of a message of that type. Whether it is one, whoever reads it finds out. */
  static long of(CodedInputStream message, Descriptor type) throws IOException {
    ReadWeight weight = new ReadWeight(message);
    weight.message(type);
    return weight.bytes;
  }

  private void message(Descriptor type) throws IOException {
    bytes += OBJECT_BYTES;
    int tag = in.readTag();
    while (tag != 0 && field(tag, type.findFieldByNumber(WireFormat.getTagFieldNumber(tag)))) {
      tag = in.readTag();
    }
  }

  /** False at the end of a group, which no message has. */
  private boolean field(int tag, @Nullable FieldDescriptor field) throws IOException {
    if (field == null) {
      int from = in.getTotalBytesRead();
      boolean skipped = in.skipField(tag);
      int read = in.getTotalBytesRead() - from;
      boolean group = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP;
      bytes += group ? (long) UNKNOWN_BYTES * read : UNKNOWN_BYTES + read;
      return skipped;
    }
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      bytes += numbers(field, 1);
      return in.skipField(tag);
    }
    int length = in.readRawVarint32();
    int outer = in.pushLimit(length);
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      message(field.getMessageType());
    } else if (field.isPackable()) {
      bytes += numbers(field, packed(field, length));
    } else {
      bytes += OBJECT_BYTES + (field.getType() == FieldDescriptor.Type.STRING ? 2L * length : 0);
    }
    in.skipRawBytes(in.getBytesUntilLimit());
    in.popLimit(outer);
    return true;
  }

  private int packed(FieldDescriptor field, int length) throws IOException {
    switch (field.getType()) {
      case FLOAT:
        return length / Float.BYTES;
      case DOUBLE:
        return length / Double.BYTES;
      default:
        int count = 0;
        while (!in.isAtEnd()) {
          in.readRawVarint64();
          count++;
        }
        return count;
    }
  }

  /** With what a list has in reserve, and what it held when it last grew. */
  private static long numbers(FieldDescriptor field, int count) {
    switch (field.getJavaType()) {
      case LONG:
      case DOUBLE:
        return 20L * count;
      case BOOLEAN:
        return 3L * count;
      default:
        return 10L * count;
    }
  }
}
