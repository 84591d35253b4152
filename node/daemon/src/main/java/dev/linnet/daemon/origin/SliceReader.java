package dev.linnet.daemon.origin;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.daemon.ChunkUnavailable;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Takes exactly the bytes of a slice out of an answer and hangs up on the first one too many, so
 * that an endless answer costs no memory.
 */
final class SliceReader implements BodySubscriber<byte[]> {
  private final Slice slice;
  private final boolean wholeFile;
  private final byte[] bytes;
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private long toSkip;
  private int read;
  private @Nullable Subscription subscription;

  /**
   * Reads an answer.
   *
   * @param wholeFile whether the answer is the whole file, of which the slice is a part
   */
  SliceReader(Slice slice, boolean wholeFile) {
    this.slice = slice;
    this.wholeFile = wholeFile;
    this.bytes = new byte[slice.length()];
    this.toSkip = wholeFile ? slice.start() : 0;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int skipped = (int) Math.min(toSkip, buffer.remaining());
      buffer.position(buffer.position() + skipped);
      toSkip -= skipped;
      int taken = Math.min(bytes.length - read, buffer.remaining());
      buffer.get(bytes, read, taken);
      read += taken;
      if (buffer.hasRemaining() && !wholeFile) {
        fail("sent more than the " + slice.length() + " bytes asked for");
        return;
      }
    }
    if (wholeFile && read == bytes.length) {
      result.complete(bytes);
      hangUp();
    } else if (subscription != null) {
      subscription.request(1);
    }
  }

  private void fail(String problem) {
    result.completeExceptionally(
        new ChunkUnavailable(ChunkFailure.CORRUPT, slice.uri() + ": " + problem));
    hangUp();
  }

  private void hangUp() {
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public void onError(Throwable problem) {
    result.completeExceptionally(problem);
  }

  @Override
  public void onComplete() {
    if (read == bytes.length) {
      result.complete(bytes);
    } else {
      fail("sent " + read + " bytes of the " + slice.length() + " asked for");
    }
  }
}
