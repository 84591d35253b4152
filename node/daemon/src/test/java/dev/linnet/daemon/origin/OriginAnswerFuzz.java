package dev.linnet.daemon.origin;

import dev.linnet.daemon.ChunkUnavailable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow.Subscription;

/** However an origin cuts its answer up, a slice of it is whole, or the chunk is unavailable. */
public final class OriginAnswerFuzz {
  private static final int SLICE_BYTES = 64;

  private OriginAnswerFuzz() {}

  /** Called by the fuzzer; the first byte is where the slice begins, the next how it comes. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 3) {
      return;
    }
    boolean wholeFile = (input[1] & 1) == 0;
    int step = Math.max(1, (input[1] & 0xff) >> 1);
    Slice slice = new Slice(URI.create("http://origin/file"), "file", input[0] & 0xff, SLICE_BYTES);
    SliceReader reader = new SliceReader(slice, wholeFile);
    reader.onSubscribe(
        new Subscription() {
          @Override
          public void request(long count) {}

          @Override
          public void cancel() {}
        });
    for (int at = 2; at < input.length; at += step) {
      int length = Math.min(step, input.length - at);
      reader.onNext(List.of(ByteBuffer.wrap(input, at, length).slice()));
    }
    reader.onComplete();
    try {
      if (reader.getBody().toCompletableFuture().join().length != SLICE_BYTES) {
        throw new AssertionError("a slice of another length");
      }
    } catch (CompletionException unavailable) {
      if (!(unavailable.getCause() instanceof ChunkUnavailable)) {
        throw new AssertionError("not said as unavailable", unavailable);
      }
    }
  }
}
