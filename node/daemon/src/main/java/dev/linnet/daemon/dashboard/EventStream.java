package dev.linnet.daemon.dashboard;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.daemon.events.EventLog;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: {@code hello} when a browser comes, {@code log} for each event of the log,
 * {@code changed} with the topics of documents to read anew. One thread sends them and never waits
 * for a browser; while none listens the node is not looked at.
 */
final class EventStream implements AutoCloseable {
  static final int MOST_SUBSCRIBERS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final int MOST_REPLAYED = 200;
  private static final long BEAT_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 500;
  private static final long CLOSE_SECONDS = 2;

  /**
   * Looking takes one part in so many of the time at most: a large mesh is looked at less often.
   */
  private static final int LOOK_SHARE = 20;

  private final EventLog events;
  private final Changes changes;

  /** Tells a page that the daemon started anew, and counts events anew. */
  private final String started = UUID.randomUUID().toString();

  private final AtomicInteger places = new AtomicInteger(MOST_SUBSCRIBERS);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(EventStream::daemonThread);
  private final Runnable unfollow;

  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

  /** The thread's own. */
  private boolean looking;

  EventStream(EventLog events, Changes changes) {
    this.events = events;
    this.changes = changes;
    this.unfollow = events.follow(entry -> run(() -> tell(entry)));
    var unused =
        thread.scheduleWithFixedDelay(
            () -> subscribers.forEach(Subscriber::beat),
            BEAT_MILLIS,
            BEAT_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private static Thread daemonThread(Runnable task) {
    Thread thread = new Thread(task, "dashboard");
    thread.setDaemon(true);
    return thread;
  }

  /** Whether one more may listen; who then does not join gives the place back. */
  boolean takePlace() {
    boolean free = places.getAndDecrement() > 0;
    if (!free) {
      places.incrementAndGet();
    }
    return free;
  }

  void givePlaceBack() {
    places.incrementAndGet();
  }

  int listening() {
    return MOST_SUBSCRIBERS - places.get();
  }

  /** Tells a browser from now on what happens, and first what did after an event of the log. */
  void join(Subscriber subscriber, long after) {
    var unused = subscriber.ended().thenRun(() -> leave(subscriber));
    run(() -> welcome(subscriber, after));
  }

  private void leave(Subscriber subscriber) {
    givePlaceBack();
    run(() -> subscribers.remove(subscriber));
  }

  /** A number that the log has not reached is of the daemon before: then all begins anew. */
  private void welcome(Subscriber subscriber, long after) {
    List<EventLog.Entry> kept = events.after(0);
    long newest = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).number();
    subscriber.beginAfter(Math.min(after, newest));
    JsonObject hello = new JsonObject();
    hello.addProperty("started", started);
    subscriber.send("hello", hello);
    kept.subList(Math.max(0, kept.size() - MOST_REPLAYED), kept.size())
        .forEach(entry -> subscriber.sendEvent(entry.number(), NodeRest.numbered(entry)));
    if (!subscriber.ended().isDone()) {
      subscribers.add(subscriber);
    }
    if (!looking) {
      looking = true;
      look();
    }
  }

  private void tell(EventLog.Entry entry) {
    JsonObject event = NodeRest.numbered(entry);
    subscribers.forEach(subscriber -> subscriber.sendEvent(entry.number(), event));
  }

  /** Looks again and again, for as long as anybody listens. */
  private void look() {
    looking = !subscribers.isEmpty();
    if (!looking) {
      return;
    }
    long begunNanos = System.nanoTime();
    try {
      tell(changes.look());
    } catch (RuntimeException e) {
      LOG.error("what changed could not be told to those who look at this node", e);
    }
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    try {
      var unused =
          thread.schedule(
              this::look, Math.max(LOOK_MILLIS, LOOK_SHARE * tookMillis), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      looking = false; // The daemon is closing.
    }
  }

  private void tell(List<String> topics) {
    if (!topics.isEmpty()) {
      JsonArray array = new JsonArray();
      topics.forEach(array::add);
      JsonObject data = new JsonObject();
      data.add("topics", array);
      subscribers.forEach(subscriber -> subscriber.send("changed", data));
    }
  }

  private void run(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the daemon is closing, and everybody is let go");
    }
  }

  /** Once it is closed, nothing of the node is looked at any more. */
  @Override
  public void close() {
    unfollow.run();
    subscribers.forEach(Subscriber::drop);
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a look at the node did not end within {} s", CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
