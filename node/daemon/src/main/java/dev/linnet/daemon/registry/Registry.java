package dev.linnet.daemon.registry;

import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.Redirects;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * One repository of an OCI registry (distribution-spec, "Pulling manifests" and "Pulling blobs").
 * Its login goes to the registry alone: never to where it redirects.
 */
public final class Registry {
  static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Reference reference;
  private final URI base;
  private final Web web;
  private final Login login;

  /**
   * Asks nothing yet.
   *
   * @param plainHttp whether the registry is asked without TLS
   * @param environment says where logins are, as {@link Credentials#find} reads it
   */
  public Registry(Reference reference, boolean plainHttp, Map<String, String> environment) {
    this(reference, plainHttp, environment, new Web());
  }

  Registry(Reference reference, boolean plainHttp, Map<String, String> environment, Web web) {
    this.reference = reference;
    this.base = reference.base(plainHttp);
    this.web = web;
    this.login =
        new Login(web, reference, plainHttp, () -> Credentials.find(environment, reference.host()));
  }

  Reference reference() {
    return reference;
  }

  /**
   * A manifest's bytes, not yet checked against anything.
   *
   * @param wanted a tag, or {@code sha256:} and a digest
   * @param accept the media types that it may have
   */
  byte[] manifest(String wanted, String accept) {
    URI uri = base.resolve("manifests/" + wanted);
    try (Answer answer = get(uri, accept)) {
      if (answer.status() == 404) {
        throw new UserError(
            UserError.FAILED,
            "%s has no %s with %s: is that its name, and was it pushed there?"
                .formatted(reference.host(), reference.repository(), wanted));
      }
      requireOk(answer);
      return answer.bytes(MAX_MANIFEST_BYTES);
    }
  }

  /**
   * Writes a blob into a file that is not there yet, and checks it. No more is read than the size.
   *
   * @param more is told of bytes as they come
   * @throws IOException if the file cannot be written
   */
  void blob(Digest digest, long sizeBytes, Path file, LongConsumer more) throws IOException {
    URI uri = base.resolve("blobs/sha256:" + digest.hex());
    try (Answer answer = get(uri, "application/octet-stream");
        OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      requireOk(answer);
      Digest found = copy(answer, sizeBytes, out, more);
      if (!found.equals(digest)) {
        throw new UserError(
            UserError.FAILED,
            "%s gave other bytes than blob sha256:%s: nothing of them is used"
                .formatted(answer.from().getAuthority(), digest.hex()));
      }
    }
  }

  private static Digest copy(Answer answer, long sizeBytes, OutputStream out, LongConsumer more)
      throws IOException {
    MessageDigest sha256 = Digest.sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = sizeBytes;
    while (left > 0) {
      int read = answer.read(buffer, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new UserError(
            UserError.FAILED,
            "%s gave %d bytes of %d: try again"
                .formatted(answer.from().getAuthority(), sizeBytes - left, sizeBytes));
      }
      sha256.update(buffer, 0, read);
      out.write(buffer, 0, read);
      left -= read;
      more.accept(read);
    }
    return Digest.ofRaw(sha256.digest());
  }

  /** Asks, and once more if the registry wants a login first, or its token is over. */
  private Answer get(URI uri, String accept) {
    Answer answer = follow(uri, accept);
    if (answer.status() != 401 || !isRegistry(answer.from())) {
      return answer;
    }
    try (answer) {
      login.answer(answer.headers("WWW-Authenticate"));
    }
    return follow(uri, accept);
  }

  private Answer follow(URI first, String accept) {
    URI uri = first;
    for (int redirects = 0; redirects <= Redirects.MOST; redirects++) {
      Answer answer = web.get(uri, accept, isRegistry(uri) ? login.authorization() : null);
      if (!Redirects.isOne(answer.status())) {
        return answer;
      }
      try (answer) {
        uri = target(uri, answer.header("Location").orElse(""));
      }
    }
    throw new UserError(
        UserError.FAILED,
        reference.host() + " redirects more than " + Redirects.MOST + " times: to " + uri);
  }

  private URI target(URI from, String location) {
    return Redirects.target(from, location)
        .orElseThrow(
            () ->
                new UserError(
                    UserError.FAILED,
                    "%s redirects to '%s', where nothing is fetched"
                        .formatted(from.getAuthority(), Untrusted.shown(location))));
  }

  private boolean isRegistry(URI uri) {
    return base.getScheme().equals(uri.getScheme())
        && base.getHost().equalsIgnoreCase(uri.getHost())
        && port(base) == port(uri);
  }

  private static int port(URI uri) {
    int usual = "https".equals(uri.getScheme()) ? 443 : 80;
    return uri.getPort() == -1 ? usual : uri.getPort();
  }

  private void requireOk(Answer answer) {
    if (isRegistry(answer.from()) && (answer.status() == 401 || answer.status() == 403)) {
      throw login.refused();
    }
    if (answer.status() != 200) {
      throw new UserError(
          UserError.FAILED,
          "%s answered %d where %s was asked for"
              .formatted(answer.from().getAuthority(), answer.status(), reference));
    }
  }
}
