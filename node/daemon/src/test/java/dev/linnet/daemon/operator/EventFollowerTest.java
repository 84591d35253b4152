package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.linnet.core.Notice;
import dev.linnet.daemon.events.EventLog;
import dev.linnet.proto.v1.JsonDocument;
import io.grpc.stub.ServerCallStreamObserver;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventFollowerTest {
  private static final int EVENTS = 400;
  private static final int CALLERS = 20;
  private static final int PATIENCE_SECONDS = 60;

  private final EventLog events;

  EventFollowerTest(@TempDir Path data) {
    this.events = new EventLog(data, Clock.systemUTC());
  }

  /** A caller that reads as told to. */
  private static final class Caller extends ServerCallStreamObserver<JsonDocument> {
    final List<Long> numbers = Collections.synchronizedList(new ArrayList<>());
    private Runnable whenReady = () -> {};
    private Runnable whenCancelled = () -> {};
    private volatile boolean reads;

    Caller(boolean reads) {
      this.reads = reads;
    }

    void reads(boolean now) {
      reads = now;
      if (now) {
        whenReady.run();
      }
    }

    void leaves() {
      reads = false;
      whenCancelled.run();
    }

    @Override
    public void onNext(JsonDocument event) {
      numbers.add(
          JsonParser.parseString(event.getJson()).getAsJsonObject().get("sequence").getAsLong());
    }

    @Override
    public boolean isReady() {
      return reads;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
      whenReady = handler;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
      whenCancelled = handler;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setCompression(String compression) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void disableAutoInboundFlowControl() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void request(int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setMessageCompression(boolean enable) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError("the call must go on", failure);
    }

    @Override
    public void onCompleted() {
      throw new AssertionError("the call must go on");
    }
  }

  private void happens(int times) {
    for (int i = 0; i < times; i++) {
      events.append(new Notice(Notice.Severity.INFO, "RAIN", "it rains", Map.of()));
    }
  }

  private static List<Long> from(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void callersThatComeWhileItRainsHearOfEachDropOnceAndInOrder() throws Exception {
    List<Caller> callers = IntStream.range(0, CALLERS).mapToObj(i -> new Caller(true)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<?> rain = threads.submit(() -> happens(EVENTS));
      Future<?> coming =
          threads.submit(() -> callers.forEach(caller -> EventFollower.start(events, 0, caller)));
      rain.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      coming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }

    assertThat(callers).allSatisfy(each -> assertThat(each.numbers).isEqualTo(from(1, EVENTS)));
  }

  @Test
  void whoDoesNotReadHasNothingWaitingAndHearsLaterOfWhatIsKept() {
    Caller slow = new Caller(false);
    happens(2);
    EventFollower.start(events, 1, slow);
    happens(3);
    assertThat(slow.numbers).isEmpty();

    slow.reads(true);
    assertThat(slow.numbers).isEqualTo(from(2, 5));
    happens(1);
    slow.reads(false);
    happens(1_500);
    slow.reads(true);
    assertThat(slow.numbers).startsWith(2L, 3L, 4L, 5L, 6L).hasSize(1_005).endsWith(1_506L);
  }

  @Test
  void whoLeftIsToldNothing() {
    Caller caller = new Caller(true);
    EventFollower.start(events, 0, caller);
    happens(1);
    caller.leaves();
    caller.reads(true);
    List<Long> before = List.copyOf(caller.numbers);
    happens(3);
    assertThat(caller.numbers).isEqualTo(before);
  }
}
