package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Lan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Daemons as people start them, one on each host, in one mesh that lives as long as this. Each file
 * is the next version of a model: pushed to the first host before the clock runs, and announced to
 * everybody. The times are those that the daemons write: from the announcement at the first host to
 * the line in which each of the others says that it has the version whole, before it tries it.
 *
 * <p>Some versions of the same size are moved before any that is measured. Java compiles what it
 * runs often, and a daemon that has run for long has done so; what else was measured is compiled
 * before it starts.
 */
final class LinnetMover implements Mover {
  private static final String MODEL = "moved";

  /** Java's second compiler is busy for ten seconds in each daemon with what moves chunks. */
  private static final int WARM_UPS = 6;

  final Daemons daemons;
  private final Path directory;
  private final int warmUpMebibytes;
  private int version;

  private LinnetMover(Daemons daemons, Path directory, int warmUpMebibytes) {
    this.daemons = daemons;
    this.directory = directory;
    this.warmUpMebibytes = warmUpMebibytes;
  }

  static LinnetMover on(Lan lan, Path root, Path directory, int warmUpMebibytes) {
    return new LinnetMover(
        new Daemons(lan, Seat.onEach(lan), root, directory.resolve("mesh")),
        directory,
        warmUpMebibytes);
  }

  @Override
  public String name() {
    return "linnet";
  }

  @Override
  public void start() {
    daemons.start();
    for (int times = 0; times < WARM_UPS; times++) {
      List<Long> seeds =
          ThreadLocalRandom.current().longs().limit(warmUpMebibytes).boxed().toList();
      prepare(new BulkyModel(seeds, 1 << 20, "").write(directory.resolve("warm-up")));
      seconds();
      tidy();
    }
  }

  @Override
  public void prepare(Path file) {
    version++;
    daemons.command(
        0, "model", "push", file.toString(), "--name", MODEL, "--version", "" + version);
    Scratch.write(
        plan(),
        """
        spec:
          model: {name: %s, version: "%d"}
          defaults: {bake: 0s}
          waves: [{name: all, regions: ["*"]}]
        """
            .formatted(MODEL, version));
  }

  private Path plan() {
    return directory.resolve("plan.yaml");
  }

  @Override
  public double seconds() {
    String key = daemons.operatorKey().toString();
    daemons.command(0, "rollout", "announce", plan().toString(), "--key", key);
    Instant announced = said(0, "version " + version + " of " + MODEL + " is announced");
    Instant last = announced;
    for (int node = 1; node < daemons.count(); node++) {
      Instant here = said(node, " " + MODEL + " " + version + " is here whole");
      last = here.isAfter(last) ? here : last;
    }
    return Duration.between(announced, last).toNanos() / 1e9;
  }

  /** When a node's log said so; waits for it. */
  private Instant said(int node, String words) {
    String line = Logs.await(daemons.log(node), Daemons.TIMEOUT, each -> each.contains(words));
    return Instant.parse(line.substring(0, line.indexOf(' ')));
  }

  @Override
  public List<Process> processes() {
    return daemons.processes();
  }

  @Override
  public OptionalLong fileBytesEntered(int region) {
    return OptionalLong.of(
        IntStream.range(0, daemons.count())
            .filter(node -> daemons.region(node) == region)
            .mapToLong(node -> daemons.fetchedBytes(node, "wide"))
            .sum());
  }

  /** Waits until every node serves it: trials take the processors that another program needs. */
  @Override
  public void tidy() {
    for (int node = 0; node < daemons.count(); node++) {
      said(node, " " + MODEL + " " + version + " serves");
    }
  }

  @Override
  public void close() {
    daemons.close();
  }
}
