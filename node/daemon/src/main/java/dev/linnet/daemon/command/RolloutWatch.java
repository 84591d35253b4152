package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.GetRolloutRequest;
import dev.linnet.proto.v1.JsonDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Follows a rollout to its end, drawn again on a terminal, in plain lines elsewhere. */
final class RolloutWatch {
  /** Exit code of a rollout that ended in another way than promoted. */
  static final int NOT_PROMOTED = 6;

  private static final String PROMOTED = "PROMOTED";

  private static final Set<String> OTHER_ENDS =
      Set.of("ROLLED_BACK", "ABORTED", "EXPIRED", "SUPERSEDED");

  private final Terminal terminal;
  private final NodeClient client;
  private final OutputOption output;
  private final boolean allNodes;
  private final Duration patience;
  private final RolloutChanges changes = new RolloutChanges();
  private int drawnLines;
  private boolean unread;
  private String state = Doc.NONE;

  RolloutWatch(Terminal terminal, NodeClient client, OutputOption output, boolean allNodes) {
    this(terminal, client, output, allNodes, Outage.PATIENCE);
  }

  /**
   * A watch of one rollout.
   *
   * @param patience how long the node may be away where no time was given
   */
  RolloutWatch(
      Terminal terminal,
      NodeClient client,
      OutputOption output,
      boolean allNodes,
      Duration patience) {
    this.terminal = terminal;
    this.client = client;
    this.output = output;
    this.allNodes = allNodes;
    this.patience = patience;
  }

  /** Returns the exit code when the rollout has ended. */
  int follow(String id, Countdown time) {
    GetRolloutRequest request = GetRolloutRequest.newBuilder().setId(id).build();
    Outage outage = new Outage(terminal, client, time, patience);
    boolean told = false;
    while (!told) {
      try {
        // A stream would wait for ever for a node that hangs.
        client.ask(time, node -> node.getRollout(request));
        outage.end();
        watch(client.stream(time, node -> node.watchRollout(request)));
        told = true;
      } catch (UserError e) {
        if (e.exitCode() == UserError.UNREACHABLE && client.hasAnswered() && time.isOver()) {
          throw late(id, time, e);
        }
        outage.await(e);
        drawnLines = 0;
      }
    }
    if (state.equals(PROMOTED)) {
      return 0;
    }
    if (OTHER_ENDS.contains(state)) {
      terminal.say("rollout " + Doc.brief(id) + " ended " + state);
      return NOT_PROMOTED;
    }
    throw new UserError(
        UserError.UNREACHABLE,
        "the node stopped telling while rollout " + Doc.brief(id) + " was " + state);
  }

  private UserError late(String id, Countdown time, UserError cause) {
    return new UserError(
        Countdown.TIMED_OUT,
        "rollout "
            + Doc.brief(id)
            + ": still "
            + state
            + " after "
            + time
            + "; watch on: linnet rollout status "
            + Doc.brief(id)
            + " --watch",
        cause);
  }

  private void watch(Iterator<JsonDocument> documents) {
    while (documents.hasNext()) {
      JsonObject rollout = Doc.parse(documents.next());
      state = Doc.text(rollout, "state");
      if (!unread) {
        show(rollout);
        unread = !terminal.flush();
      }
      if (state.equals(PROMOTED) || OTHER_ENDS.contains(state)) {
        return;
      }
    }
  }

  private void show(JsonObject rollout) {
    if (output.format() != Format.TABLE) {
      output.printLine(terminal, rollout, String::valueOf);
    } else if (terminal.redraws()) {
      redraw(rollout);
    } else {
      changes.next(rollout).forEach(terminal.out()::println);
    }
  }

  private void redraw(JsonObject rollout) {
    Terminal.Size size = terminal.size();
    List<String> lines =
        new RolloutTree(terminal.colored(), allNodes, size.columns()).lines(rollout, Instant.now());
    StringBuilder screen = new StringBuilder();
    if (drawnLines > 0) {
      screen.append("\u001b[").append(drawnLines).append('A');
    }
    screen.append("\r\u001b[J");
    int shown = Math.min(lines.size(), size.lines() - 2);
    lines.subList(0, shown).forEach(line -> screen.append(line).append('\n'));
    if (shown < lines.size()) {
      screen.append("… ").append(lines.size() - shown).append(" more lines\n");
    }
    drawnLines = shown + (shown < lines.size() ? 1 : 0);
    terminal.out().print(screen);
  }
}
