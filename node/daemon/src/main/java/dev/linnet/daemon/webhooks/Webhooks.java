package dev.linnet.daemon.webhooks;

import dev.linnet.daemon.events.EventLog;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** All who asked to be told of events. */
public final class Webhooks implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final List<Webhook> all;
  private final Runnable unfollow;

  /**
   * Tells of every event from now on.
   *
   * @param source the node, by the URI in its certificate
   */
  public Webhooks(List<WebhookConfig> configs, EventLog events, String source, Clock clock) {
    this(configs, events, source, clock, FIRST_PAUSE);
  }

  Webhooks(
      List<WebhookConfig> configs,
      EventLog events,
      String source,
      Clock clock,
      Duration firstPause) {
    all = configs.stream().map(config -> new Webhook(config, source, clock, firstPause)).toList();
    unfollow = events.follow(event -> all.forEach(hook -> hook.tell(event)));
  }

  @Override
  public void close() {
    unfollow.run();
    all.forEach(Webhook::close);
  }
}
