package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.UserError;
import dev.linnet.testmesh.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a watch in a job that nobody looks at, whatever becomes of its node. */
final class WatchTest {
  private static final String ID = "ab".repeat(32);

  private final ScriptedNode node;

  WatchTest() throws IOException {
    node = new ScriptedNode();
    node.staysOpen = true;
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void goesOnWhenItsNodeIsBack() {
    node.watch(rollout("ROLLING"));
    AtomicBoolean once = new AtomicBoolean();
    node.whenWatched =
        () -> {
          if (!once.getAndSet(true)) {
            restart();
          }
        };

    Ran ran = linnet("rollout", "status", "abab", "--watch");

    assertThat(ran.out().lines())
        .containsExactly("rollout detector 7: ROLLING", "rollout detector 7: PROMOTED");
    assertThat(ran.err())
        .isEqualTo(
            "lost the node at ADDRESS; trying again for 60 s\nthe node at ADDRESS answers again\n"
                .replace("ADDRESS", node.address()));
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void aFetchGoesOnToo() {
    node.fetched = "{\"name\":\"detector\",\"version\":\"7\",\"complete\":false}";
    new Thread(
            () -> {
              Await.pause(1_000);
              restart();
            },
            "restart")
        .start();

    Ran ran = linnet("model", "fetch", "detector", "7", "--wait", "--timeout", "1m");

    assertThat(ran.err().lines()).last().asString().endsWith(" answers again");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void givesUpWhenItsNodeStaysAway() {
    node.watch(rollout("ROLLING"));
    node.whenWatched = this::stop;
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(err),
            InputStream.nullInputStream(),
            Map.of(),
            false);

    try (NodeClient client = new NodeClient(Address.parse(node.address()), null, null)) {
      RolloutWatch watch =
          new RolloutWatch(terminal, client, new OutputOption(), false, Duration.ofSeconds(1));
      assertThatThrownBy(() -> watch.follow(ID, new Countdown(0)))
          .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(3))
          .hasMessage(
              "the node at %s has not answered for 1 s: is `linnet node run` running there?",
              node.address());
    }
    assertThat(err.toString().lines())
        .containsExactly("lost the node at " + node.address() + "; trying again for 1 s");
  }

  @Test
  void waitsForItsNodeAsLongAsItWasGivenAndNoLonger() {
    node.watch(rollout("ROLLING"));
    node.whenWatched = this::stop;

    Ran ran = linnet("rollout", "status", ID, "--watch", "--timeout", "2s");

    assertThat(ran.err().lines().skip(1))
        .containsExactly(
            "linnet: rollout abababababab: still ROLLING after 2 s;"
                + " watch on: linnet rollout status abababababab --watch");
    assertThat(ran.exitCode()).isEqualTo(5);
  }

  @Test
  void doesNotWaitForANodeThatNeverAnswered() throws InterruptedException {
    node.stop();

    Ran ran = linnet("rollout", "status", "abab", "--watch");

    assertThat(ran.err()).startsWith("linnet: no node answers at " + node.address());
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  @Test
  void doesNotWaitForANodeThatHangs() {
    node.hangs = true;

    Ran ran = linnet("rollout", "status", "abab", "--watch", "--timeout", "1s");

    assertThat(ran.err())
        .isEqualTo("linnet: the node at " + node.address() + " did not answer in time\n");
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  @Test
  void exitsByTheOutcomeThoughNobodyReads() throws IOException {
    node.watch(rollout("ROLLING"), rollout("ROLLING"), rollout("ABORTED"));

    Ran ran = Ran.linnetUnread("rollout", "status", "abab", "--watch", "--api", node.address());

    assertThat(ran.exitCode()).isEqualTo(6);
  }

  private void stop() {
    try {
      Await.pause(200);
      node.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** By when all is done, as far as the node knows. */
  private void restart() {
    stop();
    node.fetched = node.fetched.replace("false", "true");
    node.watched.clear();
    node.watch(rollout("PROMOTED"));
    Await.pause(1_000);
    try {
      node.startAgain();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Ran linnet(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--api";
    all[arguments.length + 1] = node.address();
    return Ran.linnet(all);
  }

  private static String rollout(String state) {
    return "{\"id\":\"%s\",\"model\":\"detector\",\"version\":\"7\",\"state\":\"%s\"}"
        .formatted(ID, state);
  }
}
