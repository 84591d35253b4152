package dev.linnet.daemon.origin;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.model.Manifest;
import dev.linnet.daemon.Causes;
import dev.linnet.daemon.ChunkUnavailable;
import dev.linnet.daemon.DaemonThreads;
import dev.linnet.daemon.Redirects;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Fetches chunks from a manifest's origin by HTTP range requests, or from the directory that the
 * operator named in its place. No call blocks. Where a redirect leads is checked like the origin
 * itself, and never from HTTPS to HTTP. A server that knows no ranges is read up to the chunk, as
 * far as {@link #MAX_SKIPPED_BYTES} into a file.
 */
public final class OriginClient implements AutoCloseable {
  /** Further into a file, reading it from its start for each chunk would load the origin. */
  static final long MAX_SKIPPED_BYTES = 64L * 1024 * 1024;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE_CHUNK = Duration.ofSeconds(15);

  private static final int THREADS = 2;

  private final OriginRules rules;
  private final Duration deadline;
  private final ExecutorService threads;
  private final HttpClient client;

  public OriginClient(OriginRules rules) {
    this(rules, CONNECT, WHOLE_CHUNK);
  }

  /**
   * Makes a client.
   *
   * @param connect the longest wait for a connection
   * @param deadline the longest wait for a whole chunk, from the request to its last byte
   */
  OriginClient(OriginRules rules, Duration connect, Duration deadline) {
    this.rules = rules;
    this.deadline = deadline;
    this.threads = Executors.newFixedThreadPool(THREADS, DaemonThreads.named("origin"));
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(connect)
            .followRedirects(Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
  }

  /**
   * A chunk's bytes, exactly as many as the manifest says; not yet checked against its digest.
   * Fails with {@link ChunkUnavailable} and nothing else.
   */
  public CompletableFuture<byte[]> fetch(Manifest manifest, int chunkIndex) {
    try {
      Slice slice = Slice.of(manifest, chunkIndex);
      Optional<Path> directory = rules.directory(String.valueOf(manifest.origin()));
      if (directory.isPresent()) {
        return CompletableFuture.supplyAsync(
                () -> LocalFiles.read(directory.get(), slice.path(), slice), threads)
            .exceptionallyCompose(problem -> failed(slice, problem));
      }
      AtomicReference<CompletableFuture<?>> exchange = new AtomicReference<>();
      return fetch(slice, slice.uri(), Redirects.MOST, exchange)
          .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionallyCompose(
              problem -> {
                CompletableFuture<?> underWay = exchange.get();
                if (underWay != null) {
                  underWay.cancel(true);
                }
                return failed(slice, problem);
              });
    } catch (ChunkUnavailable e) {
      return CompletableFuture.failedFuture(e);
    } catch (IllegalArgumentException | RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new ChunkUnavailable(ChunkFailure.UNREACHABLE, String.valueOf(e.getMessage())));
    }
  }

  private CompletableFuture<byte[]> fetch(
      Slice slice, URI uri, int redirectsLeft, AtomicReference<CompletableFuture<?>> exchange) {
    return CompletableFuture.runAsync(() -> rules.require(uri), threads)
        .thenCompose(
            checked -> {
              HttpRequest request =
                  HttpRequest.newBuilder(uri)
                      .timeout(deadline)
                      .header("Range", slice.range())
                      .header("Accept-Encoding", "identity")
                      .GET()
                      .build();
              CompletableFuture<HttpResponse<byte[]>> sent =
                  client.sendAsync(request, info -> reader(slice, uri, info));
              exchange.set(sent);
              return sent;
            })
        .thenApply(HttpResponse::body)
        .exceptionallyCompose(
            problem -> {
              Optional<Moved> moved = Causes.find(Moved.class, problem);
              return moved.isPresent() && redirectsLeft > 0
                  ? fetch(slice, moved.get().to, redirectsLeft - 1, exchange)
                  : CompletableFuture.failedFuture(problem);
            });
  }

  /** The server says that the file lies elsewhere. */
  private static final class Moved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient URI to;

    Moved(URI to) {
      super("moved to " + to);
      this.to = to;
    }
  }

  private static Moved redirect(URI from, ResponseInfo info) {
    String location = info.headers().firstValue("Location").orElse("");
    return Redirects.target(from, location)
        .map(Moved::new)
        .orElseThrow(
            () ->
                new ChunkUnavailable(
                    ChunkFailure.UNREACHABLE,
                    from + ": redirects to '" + location + "', where nothing is fetched"));
  }

  private static BodySubscriber<byte[]> reader(Slice slice, URI uri, ResponseInfo info) {
    int status = info.statusCode();
    if (status == 206) {
      String range = info.headers().firstValue("Content-Range").orElse("");
      if (!range.startsWith(slice.contentRange())) {
        throw new ChunkUnavailable(
            ChunkFailure.CORRUPT, uri + ": sent another range than asked for");
      }
      return new SliceReader(slice, false);
    }
    if (status == 200) {
      if (slice.start() > MAX_SKIPPED_BYTES) {
        throw new ChunkUnavailable(
            ChunkFailure.MISSING, uri + ": the server answers no range requests");
      }
      return new SliceReader(slice, true);
    }
    if (Redirects.isOne(status)) {
      throw redirect(uri, info);
    }
    boolean missing = status == 404 || status == 410 || status == 416;
    throw new ChunkUnavailable(
        missing ? ChunkFailure.MISSING : ChunkFailure.UNREACHABLE, uri + ": answered " + status);
  }

  private static CompletableFuture<byte[]> failed(Slice slice, Throwable problem) {
    return CompletableFuture.failedFuture(explained(slice, problem));
  }

  private static ChunkUnavailable explained(Slice slice, Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof ChunkUnavailable known) {
        return known;
      }
      if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
        return new ChunkUnavailable(ChunkFailure.TIMED_OUT, slice.uri() + ": no answer in time");
      }
    }
    Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
    String reason =
        cause instanceof IOException && cause.getMessage() != null
            ? cause.getMessage()
            : String.valueOf(cause);
    return new ChunkUnavailable(ChunkFailure.UNREACHABLE, slice.uri() + ": " + reason);
  }

  /** What is under way fails as unreachable or not in time. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
