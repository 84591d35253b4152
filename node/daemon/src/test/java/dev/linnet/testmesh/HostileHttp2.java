package dev.linnet.testmesh;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The frames of HTTP/2 by hand, in whatever order nobody should send them. */
public final class HostileHttp2 implements AutoCloseable {
  public static final int ENHANCE_YOUR_CALM = 11;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int CANCEL = 8;
  private static final int MOST_IN_A_FRAME = 16 * 1024;
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final byte[] headers;
  private int stream = -1;

  /** Greets over a connection that stands. */
  public HostileHttp2(Socket socket, String path) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    out = new DataOutputStream(socket.getOutputStream());
    in = new DataInputStream(socket.getInputStream());
    headers = headers(path);
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  /** A header block without compression: {@code POST}, the path, and what gRPC asks for. */
  private static byte[] headers(String path) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83);
    block.write(0x86);
    block.write(0x04);
    text(block, path);
    block.write(0x01);
    text(block, "localhost");
    header(block, "content-type", "application/grpc");
    header(block, "te", "trailers");
    return block.toByteArray();
  }

  private static void header(ByteArrayOutputStream block, String name, String value)
      throws IOException {
    block.write(0);
    text(block, name);
    text(block, value);
  }

  private static void text(ByteArrayOutputStream block, String text) throws IOException {
    block.write(text.length());
    block.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void frame(int type, int flags, int streamId, byte[] payload) throws IOException {
    out.writeByte(payload.length >>> 16);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(streamId);
    out.write(payload);
    out.flush();
  }

  private void open() throws IOException {
    stream += 2;
    frame(HEADERS, END_HEADERS, stream, headers);
  }

  /** Opens a stream, announces a message, and sends a part of it alone. */
  public void openAndBegin(int announcedBytes, int sentBytes) throws IOException {
    open();
    ByteBuffer part = ByteBuffer.allocate(1 + Integer.BYTES + sentBytes);
    part.put((byte) 0).putInt(announcedBytes);
    byte[] all = part.array();
    for (int from = 0; from < all.length; from += MOST_IN_A_FRAME) {
      int to = Math.min(all.length, from + MOST_IN_A_FRAME);
      frame(DATA, 0, stream, Arrays.copyOfRange(all, from, to));
    }
  }

  /** Rapid reset: opens a stream and takes it back at once (CVE-2023-44487). */
  public void openAndReset() throws IOException {
    open();
    frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
  }

  /** Made you reset: opens a stream and breaks it, so that the server resets it (CVE-2025-8671). */
  public void openAndBreak() throws IOException {
    open();
    frame(WINDOW_UPDATE, 0, stream, new byte[4]);
  }

  /** Begins headers that do not end (CVE-2024-27316). */
  public void beginHeaders() throws IOException {
    stream += 2;
    frame(HEADERS, 0, stream, headers);
  }

  /** Goes on with a header of {@code bytes}, and still does not end. */
  public void goOn(int bytes) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    header(block, "x", "y".repeat(bytes));
    frame(CONTINUATION, 0, stream, block.toByteArray());
  }

  /** Asks for a sign of life (CVE-2019-9512). */
  public void ping() throws IOException {
    frame(PING, 0, 0, new byte[8]);
  }

  /** Whether the server cuts the connection rather than answering a ping unlike those before. */
  public int closedWith() throws IOException {
    byte[] last = "the last".getBytes(StandardCharsets.US_ASCII);
    frame(PING, 0, 0, last);
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == GOAWAY) {
        return payload[7] & 0xff;
      }
      if (type == PING && (flags & ACK) != 0 && Arrays.equals(payload, last)) {
        throw new AssertionError("the server goes on");
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
