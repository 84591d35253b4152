package dev.linnet.daemon.transport;

import dev.linnet.proto.v1.ChunkAsked;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What every stream of the mesh port shares.
 *
 * @param fetch the call by which chunks are fetched
 * @param timer for short tasks
 * @param readers for chunks read from the disk, so that a slow disk keeps no frame waiting
 */
record MeshContext(
    MeshTransportConfig config,
    MeshTransport.Handler handler,
    Netty netty,
    Greeting greeting,
    Sessions sessions,
    Inbox inbox,
    Refusals refusals,
    Revoked revoked,
    MethodDescriptor<ChunkAsked, ChunkMessage> fetch,
    ScheduledExecutorService timer,
    ExecutorService readers) {

  Outbox newOutbox() {
    return new Outbox(config.maxQueuedFrames(), config.maxQueuedBytes());
  }

  /** Runs a short task later, unless the port is closed by then. */
  void later(Duration wait, Runnable task) {
    try {
      timer.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The port is closed: nothing is left to be done later.
      return;
    }
  }
}
