package dev.linnet.daemon.registry;

import dev.linnet.daemon.Causes;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Single requests, redirects not followed. Every failure is a {@link UserError} that says what to
 * do.
 */
final class Web {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final HttpClient client;
  private final Duration silence;

  /** A client that believes whom Java believes. */
  Web() {
    this(HttpClient.newBuilder().connectTimeout(CONNECT), SILENCE);
  }

  /** As the other, but that it believes those of {@code tls}, and is less patient. */
  Web(SSLContext tls, Duration silence) {
    this(HttpClient.newBuilder().connectTimeout(CONNECT).sslContext(tls), silence);
  }

  private Web(HttpClient.Builder builder, Duration silence) {
    this.client =
        builder.followRedirects(Redirect.NEVER).version(HttpClient.Version.HTTP_1_1).build();
    this.silence = silence;
  }

  /**
   * Asks.
   *
   * @param authorization what is shown; null: nothing
   */
  Answer get(URI uri, String accept, @Nullable String authorization) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", accept);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    CompletableFuture<HttpResponse<Body>> sent =
        client.sendAsync(request.build(), head -> new Body(silence));
    try {
      // Not by the request's own timeout: Java leaves open whether a body that flows counts in it.
      return new Answer(this, sent.get(silence.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw failed(uri, new HttpTimeoutException("no answer"));
    } catch (ExecutionException e) {
      throw failed(uri, e.getCause() instanceof IOException cause ? cause : new IOException(e));
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new UserError(UserError.FAILED, uri.getAuthority() + ": interrupted", e);
    }
  }

  /** What a person is told of a request that failed. */
  UserError failed(URI uri, IOException e) {
    String who = uri.getAuthority();
    if (Causes.find(UnresolvedAddressException.class, e).isPresent()) {
      return unreachable(who + ": no host has that name", e);
    }
    if (e instanceof HttpTimeoutException) {
      return unreachable(who + " does not answer in time: try again", e);
    }
    if (e instanceof ConnectException) {
      return unreachable("nobody answers at " + who + ": is it the registry's address?", e);
    }
    if (Causes.find(CertificateException.class, e).isPresent()) {
      return new UserError(
          UserError.REFUSED,
          "%s is not believed (%s): Java must trust its certificate's authority"
              .formatted(who, said(e)),
          e);
    }
    if (e instanceof SSLException) {
      return unreachable(
          "%s does not speak TLS (%s): --plain-http asks a registry without"
              .formatted(who, said(e)),
          e);
    }
    return new UserError(
        UserError.FAILED, "%s: the answer broke off (%s); try again".formatted(who, said(e)), e);
  }

  private static UserError unreachable(String problem, IOException e) {
    return new UserError(UserError.UNREACHABLE, problem, e);
  }

  private static String said(IOException e) {
    return Untrusted.shown(String.valueOf(e.getMessage()));
  }
}
