package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.documents.Nearest;
import dev.linnet.documents.plan.PlanFile;
import dev.linnet.proto.v1.GetMembersRequest;
import dev.linnet.proto.v1.ListModelsRequest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet rollout init}: what is left out is asked for at a terminal. */
@Command(
    name = "init",
    description = "Write a plan for a model that was pushed and the regions that exist.")
final class RolloutInit implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();

  @Parameters(arity = "0..1", paramLabel = "MODEL", description = "The model's name.")
  private @Nullable String model;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "Its version (default: the only one that was pushed).")
  private @Nullable String version;

  @Option(
      names = "--first",
      paramLabel = "REGION",
      description = "The region that goes first (default: the smallest with three nodes).")
  private @Nullable String first;

  @Option(
      names = "--bake",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long a node serves before it votes (default: 10m).")
  private String bake = "";

  @Option(
      names = "--window",
      paramLabel = "START-END",
      description = "When nodes may open, such as 22:00-05:00 (default: at any time).")
  private @Nullable String window;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Where to write the plan (default: standard output).")
  private @Nullable Path file;

  RolloutInit(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      List<JsonObject> models =
          Doc.objects(
              Doc.parse(
                  client.ask(node -> node.listModels(ListModelsRequest.getDefaultInstance()))),
              "models");
      SortedMap<String, Long> nodes =
          regions(
              Doc.parse(
                  client.ask(node -> node.getMembers(GetMembersRequest.getDefaultInstance()))));
      List<String> names = models.stream().map(it -> Doc.text(it, "name")).distinct().toList();
      String name = chosen("model", model, names);
      List<String> versions =
          models.stream()
              .filter(it -> Doc.text(it, "name").equals(name))
              .map(it -> Doc.text(it, "version"))
              .distinct()
              .toList();
      PlanTemplate template =
          new PlanTemplate(
              name,
              chosen("version", version, versions),
              nodes,
              first == null
                  ? asked("region that goes first", PlanTemplate.firstOf(nodes))
                  : chosen("region", first, List.copyOf(nodes.keySet())),
              bake,
              window());
      write(checked(template.text()));
    }
    return 0;
  }

  private String window() {
    String word = window == null ? asked("window, such as 22:00-05:00", "") : window;
    if (!word.isEmpty() && !word.contains("-")) {
      throw new UserError(
          UserError.USAGE, "window '" + word + "': expected START-END such as 22:00-05:00");
    }
    return word;
  }

  /** Whatever was answered, what is written is a plan. */
  private static String checked(String plan) {
    var unused = PlanFile.parse(plan, "the plan for these answers");
    return plan;
  }

  private static SortedMap<String, Long> regions(JsonObject members) {
    SortedMap<String, Long> nodes = new TreeMap<>();
    Doc.objects(members, "members").stream()
        .filter(member -> !Doc.text(member, "state").equals("DEAD"))
        .forEach(member -> nodes.merge(Doc.text(member, "region"), 1L, Long::sum));
    return nodes;
  }

  /** What was said, the only one there is, or what is answered at a terminal. */
  private String chosen(String what, @Nullable String said, List<String> known) {
    if (known.isEmpty()) {
      throw new UserError(
          UserError.FAILED,
          "the asked node has no " + what + " yet; next: linnet model push DIR --name M");
    }
    String word = said;
    if (word == null) {
      boolean several = known.size() > 1;
      if (several && !terminal.interactive()) {
        throw new UserError(
            UserError.USAGE, "which " + what + "? Name one of " + String.join(", ", known));
      }
      String last = known.get(known.size() - 1);
      word = several ? asked(what + " of " + String.join(", ", known), last) : last;
    }
    if (!known.contains(word)) {
      throw new UserError(
          UserError.USAGE,
          "the asked node knows no "
              + what
              + " "
              + word
              + Nearest.of(word, known)
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse("; expected one of " + String.join(", ", known)));
    }
    return word;
  }

  private String asked(String question, String otherwise) {
    return terminal.interactive() ? terminal.ask(question, otherwise) : otherwise;
  }

  private void write(String plan) {
    if (file == null) {
      terminal.out().print(plan);
      return;
    }
    try {
      Files.writeString(file, plan, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new UserError(UserError.USAGE, file + ": is there already, and is not overwritten", e);
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED, file + ": cannot be written (" + e.getClass().getSimpleName() + ")", e);
    }
    terminal.say("wrote " + file + "; next: linnet rollout plan " + file);
  }
}
