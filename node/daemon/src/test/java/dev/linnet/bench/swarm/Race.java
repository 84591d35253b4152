package dev.linnet.bench.swarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/**
 * One seed and some others with links of one speed, and every program in turn: the time until all
 * have the file, as a ratio to the fluid bound, and how much the seed's link sent.
 */
final class Race {
  private static final int MBIT = 20;
  private static final int UNCAPPED_MBIT = 10_000;
  private static final int LAYER_BYTES = 1 << 20;

  private final Path root;
  private final Path directory;
  private final int others;
  private final int mebibytes;
  private final int rounds;
  private final List<String> who;

  Race(Path root, Path directory, int others, int mebibytes, int rounds, List<String> who) {
    this.root = root;
    this.directory = directory;
    this.others = others;
    this.mebibytes = mebibytes;
    this.rounds = rounds;
    this.who = who;
  }

  /** Each program's figures. Programs take turns, so that what disturbs one disturbs all. */
  List<Figures> run() {
    String what = others + " nodes, " + mebibytes + " MiB";
    List<Figures> all = new ArrayList<>();
    try (Lan lan = new Lan(1, others + 1, MBIT, UNCAPPED_MBIT);
        LinnetMover linnet = new LinnetMover(lan, root, directory.resolve("linnet"));
        Mover aria = new AriaMover(lan, root, directory.resolve("aria2"));
        Mover libtorrent = new LibtorrentMover(lan, root, directory.resolve("libtorrent"));
        Mover nginx = new NginxMover(lan, directory.resolve("nginx"))) {
      List<Mover> movers =
          List.of(linnet, aria, libtorrent, nginx).stream()
              .filter(mover -> who.contains(mover.name()))
              .toList();
      if (movers.contains(linnet)) {
        linnet.start();
      }
      for (Mover mover : movers) {
        all.add(new Figures(what + ": time", mover.name(), "x bound"));
        all.add(new Figures(what + ": sent by the seed", mover.name(), "copies"));
      }
      for (int round = 0; round < rounds; round++) {
        Path file = model(directory.resolve("model"));
        for (int i = 0; i < movers.size(); i++) {
          measure(lan, movers.get(i), file, all.get(2 * i), all.get(2 * i + 1));
        }
      }
    }
    return all;
  }

  private void measure(Lan lan, Mover mover, Path file, Figures times, Figures copies) {
    double bytes = size(file);
    mover.prepare(file);
    long sentBefore = lan.sentBytes(0);
    double seconds = mover.seconds();
    copies.add((lan.sentBytes(0) - sentBefore) / bytes);
    times.add(seconds / boundSeconds(bytes));
    mover.tidy();
    System.err.printf(
        "%s: %.1f s, %.2f of the bound%n", mover.name(), seconds, seconds / boundSeconds(bytes));
  }

  /** The fluid bound: max(F/u_s, F/d, N F/(u_s + sum u_i)). */
  private double boundSeconds(double bytes) {
    double link = MBIT * 1e6 / 8;
    return Math.max(bytes / link, others * bytes / (link * (others + 1)));
  }

  private Path model(Path into) {
    List<Long> seeds =
        LongStream.generate(ThreadLocalRandom.current()::nextLong)
            .limit(mebibytes)
            .boxed()
            .toList();
    return new BulkyModel(seeds, LAYER_BYTES, "").write(into);
  }

  private static double size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
