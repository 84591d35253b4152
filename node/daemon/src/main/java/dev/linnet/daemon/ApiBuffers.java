package dev.linnet.daemon;

import io.grpc.netty.shaded.io.netty.buffer.AbstractByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.RecvByteBufAllocator;

/**
 * Memory outside the heap for what comes in and goes out at the gRPC API. Pieces of a message are
 * kept until it is whole, each in the buffer that it was read into, and a buffer in the chunk that
 * it was cut from. So buffers are small, and those that pieces come in have small chunks of their
 * own: a piece of one message keeps little that others need.
 */
final class ApiBuffers extends AbstractByteBufAllocator {
  private static final int READ_BYTES = 16 * 1024;

  /** With what was left of the last read, the most that pieces lie in. */
  private static final int PIECES_BYTES = 2 * READ_BYTES;

  private static final int ARENAS = 2;
  private static final int PAGE_BYTES = 4 * 1024;

  /**
   * A page doubled so often: 32 KiB. Netty cuts buffers of less than four pages from runs of up to
   * seven; it does not look whether a chunk holds as many, and would cut beyond the end of one that
   * does not.
   */
  private static final int SMALL_CHUNK = 3;

  private static final int LARGE_CHUNK = 9; // 2 MiB

  private final ByteBufAllocator small = pool(SMALL_CHUNK);
  private final ByteBufAllocator large = pool(LARGE_CHUNK);

  ApiBuffers() {
    super(true);
  }

  private static ByteBufAllocator pool(int chunk) {
    return new PooledByteBufAllocator(
        true,
        0,
        ARENAS,
        PAGE_BYTES,
        chunk,
        PooledByteBufAllocator.defaultSmallCacheSize(),
        PooledByteBufAllocator.defaultNormalCacheSize(),
        PooledByteBufAllocator.defaultUseCacheForAllThreads());
  }

  /** How much is read at once. */
  static RecvByteBufAllocator pieces() {
    return new AdaptiveRecvByteBufAllocator(64, 2 * 1024, READ_BYTES);
  }

  @Override
  protected ByteBuf newHeapBuffer(int bytes, int most) {
    return small.heapBuffer(bytes, most);
  }

  @Override
  protected ByteBuf newDirectBuffer(int bytes, int most) {
    return (bytes <= PIECES_BYTES ? small : large).directBuffer(bytes, most);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return true;
  }
}
