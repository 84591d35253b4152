package dev.linnet.daemon.operator;

import dev.linnet.daemon.events.EventLog;
import dev.linnet.proto.v1.JsonDocument;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a caller the events after a place, and then each that comes, once and in order. Who does
 * not read has nothing waiting here but the log itself, and misses what that lets go of meanwhile.
 */
final class EventFollower {
  private final EventLog events;
  private final ServerCallStreamObserver<JsonDocument> caller;

  /**
   * How often somebody had a reason to look since the one who looks began. Nobody waits for that
   * one: it may be waiting for the log, which is locked while an event is told.
   */
  private final AtomicInteger reasons = new AtomicInteger();

  /** The one who looks alone has it. */
  private long told;

  private EventFollower(
      EventLog events, long after, ServerCallStreamObserver<JsonDocument> caller) {
    this.events = events;
    this.told = after;
    this.caller = caller;
  }

  /** To be called before the call's method returns. Follows until the call is cancelled. */
  static void start(EventLog events, long after, ServerCallStreamObserver<JsonDocument> caller) {
    EventFollower follower = new EventFollower(events, after, caller);
    caller.setOnReadyHandler(follower::look);
    caller.setOnCancelHandler(events.follow(entry -> follower.look()));
    follower.look();
  }

  private void look() {
    if (reasons.getAndIncrement() > 0) {
      return;
    }
    int seen;
    do {
      seen = reasons.get();
      tell();
    } while (!reasons.compareAndSet(seen, 0));
  }

  private void tell() {
    if (!caller.isReady()) {
      return;
    }
    for (EventLog.Entry entry : events.after(told)) {
      if (!caller.isReady()) {
        return;
      }
      caller.onNext(OperatorService.document(entry));
      told = entry.number();
    }
  }
}
