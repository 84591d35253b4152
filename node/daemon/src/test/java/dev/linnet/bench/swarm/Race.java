package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Lan;
import dev.linnet.testmesh.Machine;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * One seed and some others on one course, and every program in turn: the time until all have the
 * file, as a ratio to the fluid bound, and how much was sent for it.
 */
final class Race {
  private static final int LAYER_BYTES = 1 << 20;

  private final Course course;
  private final Path root;
  private final Path directory;
  private final FigureTable table;

  Race(Course course, Path root, Path directory) {
    this.course = course;
    this.root = root;
    this.directory = directory;
    this.table = new FigureTable(course.part());
  }

  /** Programs take turns, so that what disturbs one disturbs all. */
  List<Figures> run(int rounds, Predicate<String> who) {
    try (Lan lan = new Lan(course.regions(), course.perRegion(), course.mbit(), wideMbit());
        Mover linnet = LinnetMover.on(lan, root, directory.resolve("linnet"), course.mebibytes());
        Mover aria = new AriaMover(lan, root, directory.resolve("aria2"));
        Mover libtorrent = new LibtorrentMover(lan, root, directory.resolve("libtorrent"));
        Mover nginx = new NginxMover(lan, directory.resolve("nginx"))) {
      List<Mover> movers =
          List.of(linnet, aria, libtorrent, nginx).stream()
              .filter(mover -> who.test(mover.name()))
              .toList();
      movers.forEach(Mover::start);
      for (int round = 0; round < rounds; round++) {
        Path file = model();
        boolean isFirst = round == 0;
        movers.stream()
            .filter(mover -> isFirst || !mover.isTheSameEachTime())
            .forEach(mover -> measure(lan, mover, file));
      }
    }
    return table.rows();
  }

  private int wideMbit() {
    return course.regions() == 1 ? Lan.UNCAPPED_MBIT : course.wideMbit();
  }

  private Path model() {
    List<Long> seeds =
        LongStream.generate(ThreadLocalRandom.current()::nextLong)
            .limit(course.mebibytes())
            .boxed()
            .toList();
    return new BulkyModel(seeds, LAYER_BYTES, "").write(directory.resolve("model"));
  }

  private void measure(Lan lan, Mover mover, Path file) {
    double bytes = Scratch.size(file);
    mover.prepare(file);
    long[] entered = ofOthers(lan::enteredBytes);
    long[] fileEntered = ofOthers(region -> mover.fileBytesEntered(region).orElse(0));
    long sent = lan.sentBytes(0);
    double cpu = Machine.cpuSeconds(mover.processes());
    double busy = Machine.busySeconds();
    long begun = System.nanoTime();
    double seconds = mover.seconds();
    double wall = (System.nanoTime() - begun) / 1e9;
    busy = (Machine.busySeconds() - busy) / (wall * Machine.processors());
    cpu = Machine.cpuSeconds(mover.processes()) - cpu;
    sent = lan.sentBytes(0) - sent;
    double ratio = seconds / course.boundSeconds(bytes);
    add("time", mover, "x bound", ratio);
    add("sent by the seed", mover, "copies", sent / bytes);
    if (course.regions() > 1) {
      double most = most(entered, ofOthers(lan::enteredBytes));
      add("entered a region, the most", mover, "copies", most / bytes);
      if (mover.fileBytesEntered(0).isPresent()) {
        most = most(fileEntered, ofOthers(region -> mover.fileBytesEntered(region).orElse(0)));
        add("entered a region, the most, chunks", mover, "copies", most / bytes);
      }
    }
    if (!mover.processes().isEmpty()) {
      double delivered = (course.hosts() - 1) * bytes;
      add("processor time for each GB that arrived", mover, "s", cpu / (delivered / 1e9));
    }
    add("processors busy, with all else", mover, "%", busy * 100);
    mover.tidy();
    System.err.printf(
        Locale.ROOT,
        "%s: %s: %.1f s, %.2f of the bound, %.2f copies by the seed; processors busy for %.0f %%%n",
        course.what(),
        mover.name(),
        seconds,
        ratio,
        sent / bytes,
        busy * 100);
  }

  private void add(String what, Mover mover, String unit, double value) {
    table.add(course.what() + ": " + what, mover.name(), unit, value);
  }

  /** Of all regions but the first, which has the seed. */
  private long[] ofOthers(IntToLongFunction count) {
    return IntStream.range(1, course.regions()).mapToLong(count).toArray();
  }

  private static double most(long[] before, long[] after) {
    return IntStream.range(0, before.length)
        .mapToLong(region -> after[region] - before[region])
        .max()
        .orElseThrow();
  }
}
