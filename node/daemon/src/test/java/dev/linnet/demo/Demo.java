package dev.linnet.demo;

import dev.linnet.demo.LiveView.Seen;
import dev.linnet.testmesh.QuietLogs;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Runs the demo and writes {@code DIRECTORY/summary.json}: {@code Demo DIRECTORY}. Exits with 0 if
 * everything came about that was to be shown.
 */
public final class Demo {
  private final Path directory;
  private final Terminal terminal = new Terminal(System.out);
  private final Expectations expectations = new Expectations(terminal);

  private Demo(Path directory) {
    this.directory = directory;
  }

  /** Runs the demo. */
  public static void main(String[] args) throws IOException {
    QuietLogs.set();
    Path directory = Path.of(args.length > 0 ? args[0] : "target/demo").toAbsolutePath();
    var unused = empty(directory);
    System.exit(new Demo(directory).run() ? 0 : 1);
  }

  private boolean run() throws IOException {
    terminal.chapter("Three versions of a scene classifier are trained (Tribuo, exported to ONNX)");
    Path plans = Files.createDirectories(directory.resolve("plans"));
    try (Stage stage = new Stage(directory)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stage), "end of the stage"));
      stage.accuracy().table().forEach(line -> terminal.say("            " + line));
      Operator operator = new Operator(terminal, stage.mesh().operatorKey(), directory);
      Story story;
      try (Lookout lookout = new Lookout(stage.mesh(), terminal)) {
        lookout.onLook(() -> draw(stage, lookout));
        story = new Story(stage, plans, terminal, operator, lookout, expectations);
        boolean told = tell(story);
        stage.stopCameras();
        if (told) {
          story.allServeTheProvenVersion();
        }
        story.noInferenceFailed();
      }
      terminal.clear();
      conclude(stage, story);
    }
    return expectations.unmet().isEmpty();
  }

  /** The end of this process, also by Ctrl-C: nothing is left behind. */
  private void end(Stage stage) {
    terminal.mute();
    stage.close();
  }

  /** Tells the story to its end; false if it stopped where something did not come about. */
  private boolean tell(Story story) throws IOException {
    try {
      story.meshComesUp();
      story.firstVersionReachesAll();
      story.secondVersionOutlivesItsOrigin();
      story.thirdVersionFailsOutdoors();
      story.lateNodeArrives();
      return true;
    } catch (Unmet | AssertionError e) {
      expectations.check("the story goes on", false, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void conclude(Stage stage, Story story) throws IOException {
    Summary summary = new Summary(stage, story.rollouts(), expectations.all(), terminal.seconds());
    terminal.say("");
    summary.table().forEach(terminal::say);
    Path file = directory.resolve("summary.json");
    Files.writeString(file, summary.json());
    terminal.say("");
    expectations
        .unmet()
        .forEach(
            each -> terminal.say(terminal.bad("not met: ") + each.what() + ": " + each.seen()));
    terminal.say(
        "%s in %.0f s; summary in %s, logs in %s"
            .formatted(
                expectations.unmet().isEmpty() ? terminal.good("passed") : terminal.bad("failed"),
                terminal.seconds(),
                file,
                directory.resolve("logs")));
  }

  private void draw(Stage stage, Lookout lookout) {
    Map<String, Seen> traffic = new LinkedHashMap<>();
    for (TestNode node : stage.mesh().nodes()) {
      Camera camera = stage.cameras().get(node.name());
      if (camera != null) {
        Camera.Count count = camera.count();
        Set<String> versions = new TreeSet<>();
        if (count.lastVersion() != null) {
          versions.add(count.lastVersion());
        }
        traffic.merge(
            node.region(), new Seen(count.answered(), count.failed(), versions), Seen::plus);
      }
    }
    lookout
        .current()
        .ifPresent(rollout -> terminal.draw(LiveView.lines(rollout, traffic, terminal)));
  }

  /** A directory without anything in it. */
  static Path empty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        for (Path path : deepestFirst) {
          Files.delete(path);
        }
      }
    }
    return Files.createDirectories(directory);
  }
}
