package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Signer;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.GetRolloutRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an operator says to a rollout that is under way, signed here. */
abstract class RolloutControl implements Callable<Integer> {
  private static final Set<String> DECIDED = Set.of("PROMOTED", "ROLLED_BACK");

  private final Terminal terminal;
  private final Action action;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private KeyOption key = new KeyOption();

  @Parameters(paramLabel = "ID", description = "The rollout's id, or the beginning of it.")
  private String id = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; everybody can read it in the rollout's history.")
  private String reason = "";

  @Option(names = "--yes", description = "Go on without being asked.")
  private boolean yes;

  RolloutControl(Terminal terminal, Action action) {
    this.terminal = terminal;
    this.action = action;
  }

  /** What a person at a terminal is asked before it is signed; null if it can be undone. */
  @Nullable String warning() {
    return null;
  }

  /** The region that the control is about, if it is about one. */
  @Nullable RegionName region() {
    return null;
  }

  @Override
  public final Integer call() {
    List<Signer> operators = key.load(terminal);
    RegionName region = region();
    try (NodeClient client = api.connect()) {
      GetRolloutRequest request = GetRolloutRequest.newBuilder().setId(id).build();
      JsonObject rollout = Doc.parse(client.ask(node -> node.getRollout(request)));
      Control control = control(rollout, region);
      confirm(rollout);
      Signing.submit(client, Control.PAYLOAD_TYPE, control.toPayload(), operators);
      terminal.say(
          "rollout "
              + control.rollout().brief()
              + ": "
              + action.name().toLowerCase(Locale.ROOT)
              + (region == null ? "" : " of region " + region)
              + " is signed and on its way");
    }
    return 0;
  }

  /** A script has made up its mind; an abort must not fail because nobody is there to be asked. */
  private void confirm(JsonObject rollout) {
    String warning = warning();
    if (warning != null && !yes && terminal.interactive()) {
      terminal.confirm(
          Doc.text(rollout, "model")
              + " "
              + Doc.text(rollout, "version")
              + " is "
              + Doc.text(rollout, "state")
              + ". "
              + warning);
    }
  }

  private Control control(JsonObject rollout, @Nullable RegionName region) {
    boolean sequenced = action == Action.PAUSE || action == Action.RESUME;
    try {
      return new Control(
          Doc.text(rollout, "mesh"),
          new Digest(Doc.text(rollout, "id")),
          action,
          sequenced ? Doc.number(rollout, "sequence") + 1 : 0,
          region == null ? null : waveOf(rollout, region),
          region,
          reason);
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  /** The first wave in which the region has no verdict yet: the one that waits for a word. */
  private static int waveOf(JsonObject rollout, RegionName region) {
    List<JsonObject> waves = Doc.objects(rollout, "waves");
    boolean known = false;
    for (int wave = 0; wave < waves.size(); wave++) {
      for (JsonObject each : Doc.objects(waves.get(wave), "regions")) {
        if (Doc.text(each, "region").equals(region.value())) {
          known = true;
          if (!DECIDED.contains(Doc.text(each, "verdict"))) {
            return wave;
          }
        }
      }
    }
    throw new UserError(
        UserError.FAILED,
        "region "
            + region
            + (known ? ": has its verdict in every wave already" : ": in no wave of this rollout"));
  }

  /** {@code linnet rollout pause}. */
  @Command(name = "pause", description = "Open nothing more until it is resumed.")
  static final class Pause extends RolloutControl {
    Pause(Terminal terminal) {
      super(terminal, Action.PAUSE);
    }
  }

  /** {@code linnet rollout resume}. */
  @Command(name = "resume", description = "Go on after a pause.")
  static final class Resume extends RolloutControl {
    Resume(Terminal terminal) {
      super(terminal, Action.RESUME);
    }
  }

  /** {@code linnet rollout abort}. */
  @Command(name = "abort", description = "End it for good: everything goes back.")
  static final class Abort extends RolloutControl {
    Abort(Terminal terminal) {
      super(terminal, Action.ABORT);
    }

    @Override
    String warning() {
      return "An abort is final, and every node goes back to the version before.";
    }
  }

  /** {@code linnet rollout promote}. */
  @Command(name = "promote", description = "Promote a region in the place of its jury.")
  static final class Promote extends RolloutControl {
    @Option(names = "--region", required = true, paramLabel = "R", description = "The region.")
    private String region = "";

    Promote(Terminal terminal) {
      super(terminal, Action.PROMOTE);
    }

    @Override
    String warning() {
      return "Your word takes the place of the jury's, and only a rollback undoes it.";
    }

    @Override
    RegionName region() {
      try {
        return new RegionName(region);
      } catch (IllegalArgumentException e) {
        throw new UserError(UserError.USAGE, String.valueOf(e.getMessage()), e);
      }
    }
  }
}
