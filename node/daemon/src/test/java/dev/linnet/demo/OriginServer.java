package dev.linnet.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A plain file server with byte ranges: {@code OriginServer DIRECTORY PORT}, on loopback. */
public final class OriginServer {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})?");

  private final Path root;

  private OriginServer(Path root) {
    this.root = root;
  }

  /** Serves until its standard input ends or it is killed. */
  public static void main(String[] args) throws IOException {
    OriginServer origin = new OriginServer(Path.of(args[0]).toAbsolutePath().normalize());
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    HttpServer server = HttpServer.create(address, 0);
    server.createContext("/", origin::answer);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.start();
    System.out.println("serving " + origin.root + " on " + server.getAddress());
    InputStream parent = System.in;
    while (parent.read() >= 0) {
      // Nothing is said to it; the end of the stream is the end of the parent.
    }
    System.exit(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      Path file = file(exchange.getRequestURI());
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.sendResponseHeaders(405, -1);
      } else if (!file.startsWith(root) || !Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        send(exchange, file, method.equals("HEAD"));
      }
    }
  }

  private Path file(URI uri) {
    return root.resolve(uri.getPath().substring(1)).normalize();
  }

  private static void send(HttpExchange exchange, Path file, boolean headOnly) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      long first = 0;
      long last = size - 1;
      String asked = exchange.getRequestHeaders().getFirst("Range");
      Matcher range = RANGE.matcher(asked == null ? "" : asked);
      boolean partial = range.matches();
      if (partial) {
        first = Long.parseLong(range.group(1));
        last = range.group(2) == null ? last : Math.min(last, Long.parseLong(range.group(2)));
      }
      exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
      if (partial && first > last) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      if (partial) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes " + first + "-" + last + "/" + size);
      }
      long length = last - first + 1;
      exchange.sendResponseHeaders(partial ? 206 : 200, headOnly || length == 0 ? -1 : length);
      if (!headOnly && length > 0) {
        copy(channel.position(first), length, exchange.getResponseBody());
      }
    }
  }

  private static void copy(SeekableByteChannel from, long length, OutputStream to)
      throws IOException {
    WritableByteChannel out = Channels.newChannel(to);
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    long left = length;
    while (left > 0) {
      buffer.clear().limit((int) Math.min(left, buffer.capacity()));
      int read = from.read(buffer);
      if (read < 0) {
        throw new IOException("the file became shorter");
      }
      out.write(buffer.flip());
      left -= read;
    }
    to.close();
  }
}
