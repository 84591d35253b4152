package dev.linnet.daemon.transfer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one chunk, in an array that may be longer and is used again. Belongs to one owner at
 * a time, who hands it on or closes it; nobody may touch the array after that. One that is never
 * closed is lost to {@link ChunkMemory} and freed as any other object.
 */
public final class ChunkBytes implements AutoCloseable {
  private final byte[] array;
  private final int size;
  private final AtomicReference<@Nullable ChunkMemory> memory;

  ChunkBytes(byte[] array, int size, @Nullable ChunkMemory memory) {
    this.array = array;
    this.size = size;
    this.memory = new AtomicReference<>(memory);
  }

  /** Bytes in an array of their own, which nobody changes afterwards. */
  public static ChunkBytes of(byte[] bytes) {
    return new ChunkBytes(bytes, bytes.length, null);
  }

  /** The bytes are the first {@link #size} of it. */
  public byte[] array() {
    return array;
  }

  public int size() {
    return size;
  }

  /** A view of the bytes. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, 0, size);
  }

  /** Adds the bytes to a digest. */
  public void update(MessageDigest digest) {
    digest.update(array, 0, size);
  }

  /** The bytes in an array of the caller's own. */
  public byte[] copy() {
    return Arrays.copyOf(array, size);
  }

  /** Lets the array be used again. To close it once more changes nothing. */
  @Override
  public void close() {
    ChunkMemory from = memory.getAndSet(null);
    if (from != null) {
      from.takeBack(array);
    }
  }
}
