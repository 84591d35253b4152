package dev.linnet.daemon;

import dev.linnet.core.Effects;
import dev.linnet.core.Event;
import dev.linnet.core.Node;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that drives the node: events in the order they came, each carried out whole before
 * the next. A failure in here is a broken promise of the core or of the disk; the daemon ends
 * rather than go on with a node that may not know what it said.
 */
final class NodeLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Node node;
  private final Effects effects;
  private final Runnable flush;
  private final Clock clock;
  private final Consumer<Event> watching;
  private final Consumer<Throwable> onBroken;
  private final ScheduledThreadPoolExecutor thread;

  private final Set<Question<?>> open = ConcurrentHashMap.newKeySet();

  /**
   * A loop that stands still.
   *
   * @param effects what the node asks for goes there
   * @param flush carries out what went there while the node dealt with one event
   * @param watching is told of every event before the node is
   */
  NodeLoop(
      Node node,
      Effects effects,
      Runnable flush,
      Clock clock,
      Consumer<Event> watching,
      Consumer<Throwable> onBroken) {
    this.node = node;
    this.effects = effects;
    this.watching = watching;
    this.flush = flush;
    this.clock = clock;
    this.onBroken = onBroken;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, Executors.defaultThreadFactory(), new ScheduledThreadPoolExecutor.DiscardPolicy());
    thread.setThreadFactory(DaemonThreads.named("node-loop"));
  }

  /** Lets time go on for the node. */
  void start() {
    var unused =
        thread.scheduleAtFixedRate(
            () -> handle(new Event.Ticked(clock.millis())),
            0,
            TICK.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Hands an event in; from any thread, never blocks. After the end it comes to nothing. */
  void post(Event event) {
    thread.execute(() -> handle(event));
  }

  /** The same, with something to be run once the node has dealt with the event. */
  void post(Event event, Runnable done) {
    thread.execute(
        () -> {
          handle(event);
          done.run();
        });
  }

  /** Asks the node something, in turn with its events; after the end the answer is a failure. */
  <T> CompletableFuture<T> ask(Function<Node, T> asked) {
    Question<T> question = new Question<>(asked);
    open.add(question);
    thread.execute(question);
    if (thread.isShutdown()) {
      question.refuse();
    }
    return question.answer;
  }

  /** What was asked and is not answered yet. */
  private final class Question<T> implements Runnable {
    private final Function<Node, T> asked;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    Question(Function<Node, T> asked) {
      this.asked = asked;
    }

    @Override
    public void run() {
      try {
        answer.complete(asked.apply(node));
      } catch (RuntimeException | Error e) {
        answer.completeExceptionally(e);
      } finally {
        open.remove(this);
      }
    }

    void refuse() {
      open.remove(this);
      answer.completeExceptionally(new RejectedExecutionException("the node is stopping"));
    }
  }

  /** Who asks too late to be refused here sees that the thread is shut down. */
  private void end() {
    thread.shutdownNow();
    open.forEach(Question::refuse);
  }

  private void handle(Event event) {
    try {
      watching.accept(event);
      node.handle(System.nanoTime(), event, effects);
      flush.run();
    } catch (RuntimeException | Error e) {
      LOG.error("the node cannot go on after {}", event.getClass().getSimpleName(), e);
      end();
      onBroken.accept(e);
    }
  }

  @Override
  public void close() {
    end();
    try {
      if (!thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the node's loop did not end within {} s", STOP.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
