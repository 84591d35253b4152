package dev.linnet.soak.kills;

import dev.linnet.bench.Tables;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.testmesh.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Kills a {@link dev.linnet.daemon.store.Mortal} again and again at seeded points, lets each next
 * life begin on what the last one left, and holds what it finds against what was promised: {@code
 * Kills ROOT [--points N] [--seed N] [--into DOCUMENT]}. Exits with 0 if nothing was lost, corrupt
 * or said twice.
 */
public final class Kills {
  /**
   * Each life is killed at one of these, the last time that it comes before a drawn count is up.
   */
  private static final List<Aim> AIMS =
      List.of(
          new Aim("open", 1, 400_000),
          new Aim("put", 8, 800),
          new Aim("committing", 12, 800),
          new Aim("vote", 2, 1_500),
          new Aim("order", 2, 4_000),
          new Aim("collecting", 2, 30_000),
          new Aim("collecting", 2, 30_000));

  /** After which line, how often it may have come, and how long after it at most. */
  private record Aim(String line, int mostTimes, int mostMicros) {}

  private final Path directory;
  private final SplittableRandom random;
  private final Promises promises = new Promises();
  private final Map<String, Integer> deaths = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();

  private Kills(Path directory, long seed) {
    this.directory = directory;
    this.random = new SplittableRandom(seed);
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    int points = 500;
    long seed = new SecureRandom().nextInt(Integer.MAX_VALUE);
    Path into = null;
    for (int i = 1; i < args.length; i += 2) {
      boolean number = i + 1 < args.length && args[i + 1].matches("[0-9]{1,9}");
      if (number && args[i].equals("--points")) {
        points = Integer.parseInt(args[i + 1]);
      } else if (number && args[i].equals("--seed")) {
        seed = Long.parseLong(args[i + 1]);
      } else if (i + 1 < args.length && args[i].equals("--into")) {
        into = Path.of(args[i + 1]).toAbsolutePath();
      } else {
        System.err.println(
            "soak kills: " + args[i] + ": expected --points N, --seed N or --into DOCUMENT");
        System.exit(2);
      }
    }
    String machine = Machine.describe();
    Path directory = Path.of(args[0]).toAbsolutePath().resolve("target/kills");
    empty(directory);
    long began = System.nanoTime();
    Kills kills = run(directory, points, seed);
    List<String> table = kills.table(points, seed, (System.nanoTime() - began) / 1e9, machine);
    table.forEach(System.out::println);
    if (into != null) {
      Tables.write(into, "kills", table);
    }
    System.exit(kills.wrong().isEmpty() ? 0 : 1);
  }

  /** Kills at so many points. */
  static Kills run(Path directory, int points, long seed) throws IOException, InterruptedException {
    MeshAuthority.init(directory.resolve("mesh"), "kills", Clock.systemUTC());
    var unused =
        MeshAuthority.enroll(
            directory.resolve("mesh"),
            new NodeName("eu-1"),
            new RegionName("eu"),
            new EnrolOptions(
                new Address("127.0.0.1", 7700),
                new Address("127.0.0.1", 7780),
                new Address("127.0.0.1", 7781),
                List.of(),
                "data",
                Map.of()),
            Clock.systemUTC());
    Kills kills = new Kills(directory, seed);
    for (int point = 0; point <= points; point++) {
      kills.life(point, point == points);
    }
    if (kills.promises.doubleVotes() > 0) {
      kills.wrong.add(kills.promises.doubleVotes() + " votes were said twice or taken back");
    }
    return kills;
  }

  /** What was wrong, a line each. */
  List<String> wrong() {
    return wrong;
  }

  /** One life from its begin to its death; the last one only tells what it found. */
  private void life(int point, boolean last) throws IOException, InterruptedException {
    Aim aim = AIMS.get(random.nextInt(AIMS.size()));
    int times = 1 + random.nextInt(aim.mostTimes);
    int micros = random.nextInt(aim.mostMicros);
    try (Life life = Life.begin(directory)) {
      List<String> found = new ArrayList<>();
      boolean whole = true;
      boolean served = false;
      boolean killed = false;
      boolean told = false;
      for (String line = life.next(); line != null; line = life.next()) {
        if (line.startsWith("opened")) {
          whole = line.equals("opened whole");
        } else if (line.equals("told")) {
          told = true;
          promises.reborn(found, whole).forEach(each -> note(point, aim, each));
          if (last) {
            return;
          }
        } else if (!told && line.matches("(fact|memory|manifest|chunk|absent) .*")) {
          found.add(line);
        } else {
          if (line.startsWith("serving ") && !served) {
            served = true;
            promises
                .wrongFirst(line.substring("serving ".length()))
                .ifPresent(each -> note(point, aim, each));
          }
          promises.hear(line).ifPresent(each -> note(point, aim, each));
        }
        if (!killed && (line.equals(aim.line) || line.startsWith(aim.line + " ")) && --times == 0) {
          life.killAfter(micros);
          killed = true;
        }
      }
      if (!killed) {
        note(point, aim, "it ended by itself: " + life.lastWords());
      }
      deaths.merge(promises.inTheMiddle(), 1, Integer::sum);
    }
  }

  private void note(int point, Aim aim, String what) {
    String sentence = "point %d, after %s: %s".formatted(point, aim.line, what);
    wrong.add(sentence);
    System.out.println(sentence);
  }

  private List<String> table(int points, long seed, double seconds, String machine) {
    List<String> table = new ArrayList<>();
    table.add("`scripts/soak kills --points %d --seed %d`: %s".formatted(points, seed, machine));
    table.add("");
    table.add("| what | figure |");
    table.add("|---|---|");
    table.add("| deaths, in %.0f s | %d |".formatted(seconds, points));
    deaths.forEach((where, count) -> table.add("| – %s | %d |".formatted(where, count)));
    table.add("| votes said | %d |".formatted(promises.votes()));
    table.add("| votes said twice or taken back | %d |".formatted(promises.doubleVotes()));
    table.add("| corrupt, lost or wrong otherwise | %d |".formatted(wrong.size()));
    return table;
  }

  private static void empty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(directory);
  }
}
