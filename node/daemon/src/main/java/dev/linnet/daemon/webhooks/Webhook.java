package dev.linnet.daemon.webhooks;

import dev.linnet.core.trust.Bytes;
import dev.linnet.daemon.events.EventLog;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver: events wait in line for it and are posted one after the other, each again with
 * growing pauses while it cannot take them. What comes when the line is full is not told; the event
 * log has it.
 */
final class Webhook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final int MOST_WAITING = 256;
  private static final int ATTEMPTS = 8;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Between attempts: doubled each time, so that the eighth comes some two minutes after. */
  private final Duration firstPause;

  private final WebhookConfig config;
  private final String source;
  private final Clock clock;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(TIMEOUT)
          .build();
  private final BlockingQueue<CloudEvent> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread = new Thread(this::post, "webhook");

  Webhook(WebhookConfig config, String source, Clock clock, Duration firstPause) {
    this.config = config;
    this.source = source;
    this.clock = clock;
    this.firstPause = firstPause;
    thread.setDaemon(true);
    thread.start();
  }

  /** Never blocks: called on whatever thread an event comes on. */
  void tell(EventLog.Entry event) {
    if (config.kinds().contains(event.kind()) && !waiting.offer(CloudEvent.of(event, source))) {
      LOG.warn("{} is not told of {}: {} events wait", config.url(), event.kind(), MOST_WAITING);
    }
  }

  private void post() {
    try {
      while (true) {
        deliver(waiting.take());
      }
    } catch (InterruptedException e) {
      LOG.debug("{} is told nothing more", config.url());
    }
  }

  private void deliver(CloudEvent event) throws InterruptedException {
    Duration pause = firstPause;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Outcome outcome = attempt(event);
      if (outcome.end() == End.TAKEN) {
        return;
      }
      boolean last = attempt == ATTEMPTS || outcome.end() == End.REFUSED;
      LOG.warn(
          "{} did not take event {} ({}){}",
          config.url(),
          event.id(),
          outcome.why(),
          last ? ": given up" : "");
      if (last) {
        return;
      }
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      pause = pause.multipliedBy(2);
    }
  }

  private enum End {
    TAKEN,
    /** Asking again would change nothing. */
    REFUSED,
    UNAVAILABLE
  }

  private record Outcome(End end, String why) {}

  private Outcome attempt(CloudEvent event) throws InterruptedException {
    try {
      int status = client.send(request(event), HttpResponse.BodyHandlers.discarding()).statusCode();
      return new Outcome(end(status), "status " + status);
    } catch (IOException e) {
      return new Outcome(End.UNAVAILABLE, e.getClass().getSimpleName());
    }
  }

  private static End end(int status) {
    if (status >= 200 && status < 300) {
      return End.TAKEN;
    }
    boolean later = status >= 500 || status == 408 || status == 429;
    return later ? End.UNAVAILABLE : End.REFUSED;
  }

  private HttpRequest request(CloudEvent event) {
    long now = clock.instant().getEpochSecond();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.url())
            .timeout(TIMEOUT)
            .header("Content-Type", CloudEvent.CONTENT_TYPE)
            .header("webhook-id", event.id())
            .header("webhook-timestamp", Long.toString(now))
            .POST(HttpRequest.BodyPublishers.ofByteArray(event.body()));
    Bytes secret = config.secret();
    if (secret != null) {
      request.header(
          "webhook-signature", Signature.of(secret.toArray(), event.id(), now, event.body()));
    }
    return request.build();
  }

  /** What still waits is not told any more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
