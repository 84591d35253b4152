package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Signer;
import dev.linnet.daemon.UserError;
import dev.linnet.documents.plan.PlanFile;
import dev.linnet.proto.v1.PrepareRolloutRequest;
import dev.linnet.proto.v1.PrepareRolloutResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linnet rollout announce}: the node fills the plan in, the operator signs it here. */
@Command(name = "announce", description = "Sign a plan and announce it to the mesh.")
final class RolloutAnnounce implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();
  @Mixin private KeyOption key = new KeyOption();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  @Parameters(paramLabel = "FILE", description = "The plan, in YAML or JSON; - is standard input.")
  private String file = "";

  @picocli.CommandLine.Option(
      names = "--wait",
      description = "Follow the rollout to its end, and exit by it.")
  private boolean wait;

  RolloutAnnounce(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String name = file.equals("-") ? "standard input" : file;
    String text = Input.text(terminal, "plan", file);
    Plan plan = PlanFile.parse(text, name);
    List<Signer> operators = key.load(terminal);
    try (NodeClient client = api.connect()) {
      PrepareRolloutRequest request =
          PrepareRolloutRequest.newBuilder().setPlan(text).setFile(name).build();
      PrepareRolloutResponse prepared = client.ask(node -> node.prepareRollout(request));
      Bytes payload = Bytes.copyOf(prepared.getPayload().toByteArray());
      Announcement announcement = requireSame(plan, prepared.getPayloadType(), payload);
      terminal.say(summary(announcement));
      String id = Signing.submit(client, prepared.getPayloadType(), payload, operators);
      if (wait) {
        terminal.say("announced " + Doc.brief(id));
        return new RolloutWatch(terminal, client, output, false).follow(id, timeout.begin());
      }
      JsonObject document = OutputOption.document();
      document.addProperty("id", id);
      output.print(terminal, document, found -> id + "\n");
      terminal.say("next: linnet rollout status " + Doc.brief(id) + " --watch");
    }
    return 0;
  }

  /** An operator signs what they wrote, whatever the node they ask may have made of it. */
  private static Announcement requireSame(Plan plan, String payloadType, Bytes payload) {
    Announcement announcement;
    try {
      announcement = AnnouncementJson.parse(payload);
    } catch (IllegalArgumentException e) {
      throw notThePlan("it is not an announcement: " + e.getMessage());
    }
    if (!payloadType.equals(Announcement.PAYLOAD_TYPE)) {
      throw notThePlan("its type is " + payloadType);
    }
    Plan filled = announcement.plan();
    if (!filled.model().equals(plan.model()) || !filled.version().equals(plan.version())) {
      throw notThePlan("it is of " + filled.model() + " " + filled.version());
    }
    if (filled.onFailure() != plan.onFailure()) {
      throw notThePlan("onFailure is " + filled.onFailure().word());
    }
    if (!filled.freshness().equals(plan.freshness())) {
      throw notThePlan("freshness is " + freshness(filled));
    }
    if (plan.expires() != null && !plan.expires().equals(announcement.expires())) {
      throw notThePlan("it expires " + announcement.expires());
    }
    if (!Objects.equals(announcement.retryOf(), plan.retryOf())) {
      throw notThePlan("it retries " + announcement.retryOf());
    }
    if (filled.waves().size() != plan.waves().size()) {
      throw notThePlan("it has " + filled.waves().size() + " waves");
    }
    for (int i = 0; i < plan.waves().size(); i++) {
      requireSame(plan.waves().get(i), filled.waves().get(i));
    }
    return announcement;
  }

  private static void requireSame(Wave written, Wave filled) {
    Wave expected = written.takesRemaining() ? written.withRegions(filled.regions()) : written;
    if (!filled.equals(expected)) {
      throw notThePlan("its wave " + filled.name() + " is another than in the plan");
    }
  }

  private static UserError notThePlan(String difference) {
    return new UserError(
        UserError.REFUSED,
        "nothing was signed: the node's answer is not the plan that was given: " + difference);
  }

  private static String summary(Announcement announcement) {
    StringBuilder text = new StringBuilder();
    text.append("rollout of ").append(announcement.model()).append(' ');
    text.append(announcement.version()).append(" in mesh ").append(announcement.mesh());
    text.append(", generation ").append(announcement.generation());
    text.append(", manifest ").append(announcement.manifest().brief());
    text.append(", expires ").append(announcement.expires()).append('\n');
    Table table = new Table("WAVE", "REGIONS", "SHARE", "JURORS", "BAKE", "PROMOTE", "GATES");
    for (int i = 0; i < announcement.plan().waves().size(); i++) {
      int wave = i;
      Wave each = announcement.plan().waves().get(i);
      table.add(
          each.name(),
          each.regions().stream().map(Object::toString).collect(Collectors.joining(",")),
          each.selector().share().equals(Share.WHOLE) ? "all" : each.selector().share().toString(),
          each.regions().stream()
              .flatMap(region -> announcement.jury(wave, region).stream())
              .map(jury -> String.valueOf(jury.jurors().size()))
              .collect(Collectors.joining(",")),
          Amounts.duration(each.bake()),
          each.promote().toString(),
          each.gates().stream().map(gate -> gate.name()).collect(Collectors.joining(",")));
    }
    return text
        + String.join("\n", table.lines())
        + "\n"
        + "on failure: "
        + announcement.plan().onFailure().word()
        + ", freshness: "
        + freshness(announcement.plan());
  }

  private static String freshness(Plan plan) {
    return plan.freshness().isZero()
        ? "off (warning: a region that is cut off opens on old news)"
        : Amounts.duration(plan.freshness());
  }
}
