package dev.linnet.daemon.origin;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.daemon.ChunkUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Fetches chunks from a manifest's origin by HTTP range requests. Redirects are not followed. */
public final class OriginClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final int THREADS = 4;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "origin");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .executor(threads)
          .build();

  /** A chunk's bytes, its length checked; fails with {@link ChunkUnavailable}. */
  public CompletableFuture<byte[]> fetch(Manifest manifest, int chunkIndex) {
    return CompletableFuture.supplyAsync(() -> fetchNow(manifest, chunkIndex), threads);
  }

  private byte[] fetchNow(Manifest manifest, int chunkIndex) {
    int before = 0;
    for (ModelFile file : manifest.files()) {
      if (chunkIndex < before + file.chunks().size()) {
        return fetchNow(manifest, file, chunkIndex - before);
      }
      before += file.chunks().size();
    }
    throw new IllegalArgumentException("no chunk " + chunkIndex);
  }

  private byte[] fetchNow(Manifest manifest, ModelFile file, int index) {
    long start = file.chunks().stream().limit(index).mapToLong(ChunkRef::sizeBytes).sum();
    int length = file.chunks().get(index).sizeBytes();
    URI uri = URI.create(slashed(String.valueOf(manifest.origin()))).resolve(encoded(file.path()));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
            .header("Range", "bytes=" + start + "-" + (start + length - 1))
            .GET()
            .build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() == 200) {
          body.skipNBytes(start);
        } else if (response.statusCode() != 206) {
          throw new ChunkUnavailable(
              ChunkFailure.UNREACHABLE, uri + ": answered " + response.statusCode());
        }
        byte[] bytes = body.readNBytes(length);
        if (bytes.length != length) {
          throw new ChunkUnavailable(
              ChunkFailure.CORRUPT, uri + ": " + bytes.length + " bytes of " + length);
        }
        return bytes;
      }
    } catch (HttpTimeoutException e) {
      throw new ChunkUnavailable(ChunkFailure.TIMED_OUT, uri + ": no answer in time");
    } catch (IOException e) {
      throw new ChunkUnavailable(ChunkFailure.UNREACHABLE, uri + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChunkUnavailable(ChunkFailure.UNREACHABLE, uri + ": interrupted");
    }
  }

  private static String slashed(String base) {
    return base.endsWith("/") ? base : base + "/";
  }

  private static String encoded(String path) {
    try {
      return new URI(null, null, path, null).getRawPath();
    } catch (java.net.URISyntaxException e) {
      throw new ChunkUnavailable(ChunkFailure.MISSING, path + ": no path of a URL");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
