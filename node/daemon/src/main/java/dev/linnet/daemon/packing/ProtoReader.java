package dev.linnet.daemon.packing;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Walks a Protocol Buffers message in a stream. What nobody asks for is skipped, not kept: a
 * model's weights never come into memory, as they would with a generated class.
 */
final class ProtoReader {
  /** Subgraphs of control flow nest a few levels deep; a file that nests deeper is hostile. */
  private static final int MAX_DEPTH = 64;

  private final CodedInputStream in;
  private final long sizeBytes;
  private int depth;

  /** Reads one field, or says that it wants nothing of it. */
  interface Field {
    boolean read(int tag) throws IOException;
  }

  /** The file ends before a field of it does. */
  static final class CutOff extends IOException {
    private static final long serialVersionUID = 1L;

    CutOff(long missingBytes) {
      super(missingBytes + " bytes are missing at its end");
    }
  }

  ProtoReader(InputStream stream, long sizeBytes) {
    this.in = CodedInputStream.newInstance(stream);
    this.sizeBytes = sizeBytes;
    in.setSizeLimit(Integer.MAX_VALUE);
  }

  /** The tag of a field with a number as its content. */
  static int number(int field) {
    return field << 3;
  }

  /** The tag of a field with text, bytes or a message as its content. */
  static int sized(int field) {
    return field << 3 | 2;
  }

  CodedInputStream in() {
    return in;
  }

  /** Reads the outermost message, to the end of the stream. */
  void whole(Field field) throws IOException {
    int tag = in.readTag();
    while (tag != 0) {
      fields(tag, field);
      tag = in.readTag();
    }
  }

  /** Reads a message inside another, whose tag was just read. */
  void message(Field field) throws IOException {
    int length = length();
    if (++depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("nests deeper than " + MAX_DEPTH + " messages");
    }
    int outer = in.pushLimit(length);
    int tag = in.readTag();
    while (tag != 0) {
      fields(tag, field);
      tag = in.readTag();
    }
    in.popLimit(outer);
    depth--;
  }

  /** Skips the content of a sized field whose tag was just read, and says where it lies. */
  Span skipSized() throws IOException {
    int length = length();
    Span content = new Span(in.getTotalBytesRead(), length);
    in.skipRawBytes(length);
    return content;
  }

  private void fields(int tag, Field field) throws IOException {
    if (field.read(tag)) {
      return;
    }
    if ((tag & 7) == 2) {
      skipSized();
    } else if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("ends a group that did not begin");
    }
  }

  private int length() throws IOException {
    int length = in.readRawVarint32();
    long left = sizeBytes - in.getTotalBytesRead();
    if (depth == 0 && length > left) {
      throw new CutOff(length - left);
    }
    return length;
  }
}
