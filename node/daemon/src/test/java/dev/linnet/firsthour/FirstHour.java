package dev.linnet.firsthour;

import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.ModelDirectory;
import dev.linnet.demo.scenes.Scene;
import dev.linnet.demo.scenes.SceneClient;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.QuietLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Runs the commands of {@code docs/first-hour.md}: {@code FirstHour ROOT ARCHIVE [--check]}. What
 * they print and how they exit is put into the page if any of it differs in more than what varies,
 * or, with {@code --check}, must not differ.
 */
public final class FirstHour {
  private static final long SEED = 7;
  private static final int PICTURES = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** All that a bare machine has, besides curl; no Java and no Maven among them. */
  private static final String TOOLS =
      "bash cat curl flock gzip mkdir mktemp mv readlink rm sed seq sleep tar";

  private final Path directory;
  private final boolean check;
  private int differing;

  private FirstHour(Path directory, boolean check) {
    this.directory = directory;
    this.check = check;
  }

  /** Exits with 1 if the page is not what happens. */
  public static void main(String[] args) throws IOException {
    QuietLogs.set();
    Path root = Path.of(args[0]);
    boolean check = args.length > 2 && args[2].equals("--check");
    FirstHour hour = new FirstHour(root.resolve("target/first-hour/machine"), check);
    hour.prepare(Path.of(args[1]));
    hour.live(root.resolve("docs/first-hour.md"));
    System.exit(check && hour.differing > 0 ? 1 : 0);
  }

  /** A machine with a package, two versions of a model and some pictures. */
  private void prepare(Path archive) throws IOException {
    Path tools = Files.createDirectories(directory.resolve("bin"));
    for (String tool : TOOLS.split(" ")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool).toRealPath());
    }
    Files.createDirectories(directory.resolve("home"));
    Path work = Files.createDirectories(directory.resolve("work"));
    Files.createSymbolicLink(work.resolve(archive.getFileName()), archive.toAbsolutePath());
    SceneSource source = new SceneSource(new SplittableRandom(SEED));
    List<Scene> indoors = source.draw(Light.INDOOR, 1);
    SceneModels models = new SceneModels(SEED);
    ModelDirectory.write(work.resolve("models/1"), models.second(), indoors);
    ModelDirectory.write(work.resolve("models/2"), models.third(), indoors);
    Path pictures = Files.createDirectories(work.resolve("pictures"));
    for (int i = 0; i < PICTURES; i++) {
      Files.writeString(
          pictures.resolve(i + ".json"), SceneClient.body(source.draw(Light.OUTDOOR)));
    }
  }

  private void live(Path file) throws IOException {
    Page page = Page.read(file);
    try (Shell shell =
        new Shell(directory.resolve("work"), directory.resolve("bin"), directory.resolve("home"))) {
      for (Page.Command command : page.commands()) {
        long begun = System.nanoTime();
        List<String> now = printed(shell, command);
        double seconds = (System.nanoTime() - begun) / 1e9;
        boolean same = compared(command, command.printed()).equals(compared(command, now));
        System.out.printf("%s%5.1f s $ %s%n", same ? "  " : "! ", seconds, command.text());
        if (!same) {
          differing++;
          now.forEach(line -> System.out.println("!   " + line));
        }
        page.print(command, now);
      }
    }
    System.out.println(differing + " commands print something else than stood on the page");
    if (!check && differing > 0) {
      page.write(file);
    }
  }

  private List<String> printed(Shell shell, Page.Command command) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> now = shell.run(command.text());
    while (command.again().isPresent()
        && !command.again().orElseThrow().matcher(String.join("\n", now)).find()
        && System.nanoTime() < end) {
      Await.pause(1_000);
      now = shell.run(command.text());
    }
    String here = directory.resolve("work").toString();
    return now.stream().map(line -> line.replace(here + "/", "")).toList();
  }

  private static String compared(Page.Command command, List<String> lines) {
    int from = command.onlyTheEnd() ? Math.max(0, lines.size() - 1) : 0;
    return String.join("\n", Varying.leftOut(lines.subList(from, lines.size())));
  }
}
