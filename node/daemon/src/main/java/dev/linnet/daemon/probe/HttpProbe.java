package dev.linnet.daemon.probe;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An address that is got. Redirects are not followed, and what it answers is thrown away. */
final class HttpProbe implements Probe {
  private final URI address;
  private final Duration timeout;
  private final HttpClient client;

  HttpProbe(URI address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public String name() {
    return address.toString();
  }

  @Override
  public @Nullable String failure() throws InterruptedException {
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding());
    try {
      int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      return status >= 200 && status < 300 ? null : "answered with status " + status;
    } catch (TimeoutException e) {
      return "did not answer within " + timeout.toMillis() / 1000.0 + " s";
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      return "cannot be asked ("
          + Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName())
          + ")";
    } finally {
      answer.cancel(true);
    }
  }
}
