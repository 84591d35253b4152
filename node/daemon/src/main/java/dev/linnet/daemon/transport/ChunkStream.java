package dev.linnet.daemon.transport;

import dev.linnet.daemon.transfer.ChunkBytes;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A chunk's message as gRPC takes it: its length is known, and it writes itself at once. */
final class ChunkStream extends InputStream implements KnownLength, Drainable {
  private final ByteArrayInputStream head;
  private final ByteArrayInputStream content;

  ChunkStream(byte[] head, int headBytes, ChunkBytes content) {
    this.head = new ByteArrayInputStream(head, 0, headBytes);
    this.content = new ByteArrayInputStream(content.array(), 0, content.size());
  }

  @Override
  public int available() {
    return head.available() + content.available();
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    return (int) (head.transferTo(target) + content.transferTo(target));
  }

  @Override
  public int read() {
    int first = head.read();
    return first < 0 ? content.read() : first;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int read = head.read(into, offset, length);
    return read < 0 ? content.read(into, offset, length) : read;
  }
}
