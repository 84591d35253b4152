package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import java.time.Duration;

/**
 * Keeps a command that waits going while its node is away, as when it starts anew. Says once that
 * the node was lost, and once that it is back.
 */
final class Outage {
  /** How long a node may be away where no time was given. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final Terminal terminal;
  private final NodeClient client;
  private final Countdown time;
  private final Duration patience;
  private boolean lost;
  private long sinceNanos;
  private long pauseMillis;

  Outage(Terminal terminal, NodeClient client, Countdown time, Duration patience) {
    this.terminal = terminal;
    this.client = client;
    this.time = time;
    this.patience = patience;
  }

  /**
   * Waits until it makes sense to ask again. A node that never answered is no outage: its address
   * may be wrong.
   *
   * @throws UserError the failure, if it is another than that the node cannot be reached; or if the
   *     node has been away for too long
   */
  void await(UserError failure) {
    if (failure.exitCode() != UserError.UNREACHABLE || !client.hasAnswered()) {
      throw failure;
    }
    if (!lost) {
      begin();
    } else if (time.isEndless() && System.nanoTime() - sinceNanos > patience.toNanos()) {
      throw new UserError(
          UserError.UNREACHABLE,
          "the node at "
              + client.address()
              + " has not answered for "
              + patience.toSeconds()
              + " s: is `linnet node run` running there?",
          failure);
    }
    try {
      Thread.sleep(Math.min(pauseMillis, time.millisLeft()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    client.dialAgain();
  }

  private void begin() {
    lost = true;
    sinceNanos = System.nanoTime();
    pauseMillis = FIRST_PAUSE_MILLIS;
    long millis = time.isEndless() ? patience.toMillis() : time.millisLeft();
    terminal.say(
        "lost the node at "
            + client.address()
            + "; trying again for "
            + (millis + 999) / 1_000
            + " s");
  }

  /** The node answers. */
  void end() {
    if (lost) {
      lost = false;
      terminal.say("the node at " + client.address() + " answers again");
    }
  }
}
