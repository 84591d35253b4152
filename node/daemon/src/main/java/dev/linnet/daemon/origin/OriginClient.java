package dev.linnet.daemon.origin;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.model.Manifest;
import dev.linnet.daemon.ChunkUnavailable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches chunks from a manifest's origin by HTTP range requests. No call blocks. Redirects are not
 * followed: they could lead to an address that only this node reaches. A server that knows no
 * ranges is read up to the chunk, as far as {@link #MAX_SKIPPED_BYTES} into a file.
 */
public final class OriginClient implements AutoCloseable {
  /** Further into a file, reading it from its start for each chunk would load the origin. */
  static final long MAX_SKIPPED_BYTES = 64L * 1024 * 1024;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE_CHUNK = Duration.ofSeconds(15);

  private static final int THREADS = 2;

  private final Duration deadline;
  private final ExecutorService threads;
  private final HttpClient client;

  public OriginClient() {
    this(CONNECT, WHOLE_CHUNK);
  }

  /**
   * Makes a client.
   *
   * @param connect the longest wait for a connection
   * @param deadline the longest wait for a whole chunk, from the request to its last byte
   */
  OriginClient(Duration connect, Duration deadline) {
    this.deadline = deadline;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "origin");
              thread.setDaemon(true);
              return thread;
            });
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
    Slice slice;
    CompletableFuture<HttpResponse<byte[]>> exchange;
    try {
      slice = Slice.of(manifest, chunkIndex);
      HttpRequest request =
          HttpRequest.newBuilder(slice.uri())
              .timeout(deadline)
              .header("Range", slice.range())
              .header("Accept-Encoding", "identity")
              .GET()
              .build();
      exchange = client.sendAsync(request, info -> reader(slice, info));
    } catch (ChunkUnavailable e) {
      return CompletableFuture.failedFuture(e);
    } catch (IllegalArgumentException | RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new ChunkUnavailable(ChunkFailure.UNREACHABLE, String.valueOf(e.getMessage())));
    }
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    exchange
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (response, problem) -> {
              if (problem == null) {
                bytes.complete(response.body());
              } else {
                exchange.cancel(true);
                bytes.completeExceptionally(explained(slice, problem));
              }
            });
    return bytes;
  }

  private static BodySubscriber<byte[]> reader(Slice slice, ResponseInfo info) {
    int status = info.statusCode();
    if (status == 206) {
      String range = info.headers().firstValue("Content-Range").orElse("");
      if (!range.startsWith(slice.contentRange())) {
        throw new ChunkUnavailable(
            ChunkFailure.CORRUPT, slice.uri() + ": sent another range than asked for");
      }
      return new SliceReader(slice, false);
    }
    if (status == 200) {
      if (slice.start() > MAX_SKIPPED_BYTES) {
        throw new ChunkUnavailable(
            ChunkFailure.MISSING, slice.uri() + ": the server answers no range requests");
      }
      return new SliceReader(slice, true);
    }
    boolean missing = status == 404 || status == 410 || status == 416;
    throw new ChunkUnavailable(
        missing ? ChunkFailure.MISSING : ChunkFailure.UNREACHABLE,
        slice.uri() + ": answered " + status);
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
