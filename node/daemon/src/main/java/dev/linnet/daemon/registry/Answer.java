package dev.linnet.daemon.registry;

import dev.linnet.daemon.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;

/** A server's answer, of which the head was read. To close it unread hangs up. */
final class Answer implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Web web;
  private final HttpResponse<Body> response;

  Answer(Web web, HttpResponse<Body> response) {
    this.web = web;
    this.response = response;
  }

  URI from() {
    return response.uri();
  }

  int status() {
    return response.statusCode();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  List<String> headers(String name) {
    return response.headers().allValues(name);
  }

  /** Reads some bytes of the body, at least one; -1: that was all. */
  int read(byte[] into, int most) {
    try {
      return response.body().read(into, most);
    } catch (IOException e) {
      throw web.failed(from(), e);
    }
  }

  /** The whole body, which may not be longer. */
  byte[] bytes(int most) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = read(buffer, buffer.length); read > 0; read = read(buffer, buffer.length)) {
      bytes.write(buffer, 0, read);
      if (bytes.size() > most) {
        throw new UserError(
            UserError.FAILED,
            from().getAuthority() + " answered with more than " + most + " bytes: it is refused");
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    response.body().close();
  }
}
