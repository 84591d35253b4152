package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Lan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * What has to move for the next version of a model, as a share of that version: chunks that a
 * second daemon fetched and all that came over its link, beside what other programs would send to
 * someone who has the version before.
 */
final class Update {
  private static final int LAYERS = 20;

  /** With its tag and length, the field of 98 bytes is 100 bytes longer than none. */
  private static final String WORDS = "x".repeat(98);

  /** Bytes are counted here and no time is. */
  private static final int WARM_UP_MEBIBYTES = 4;

  private final Path root;
  private final Path directory;
  private final int layerBytes;
  private final Predicate<String> who;
  private final FigureTable table = new FigureTable("update");

  Update(Path root, Path directory, int mebibytes, Predicate<String> who) {
    this.root = root;
    this.directory = directory;
    this.layerBytes = (mebibytes << 20) / LAYERS / Long.BYTES * Long.BYTES;
    this.who = who;
  }

  List<Figures> run(int rounds) {
    try (Lan lan = new Lan(1, 2, Lan.UNCAPPED_MBIT, Lan.UNCAPPED_MBIT);
        LinnetMover linnet =
            LinnetMover.on(lan, root, directory.resolve("linnet"), WARM_UP_MEBIBYTES)) {
      if (who.test(linnet.name())) {
        linnet.start();
      }
      for (int round = 0; round < rounds; round++) {
        compareAll(lan, linnet);
      }
    }
    return table.rows();
  }

  private void compareAll(Lan lan, LinnetMover linnet) {
    List<Long> layers = seeds();
    BulkyModel first = new BulkyModel(layers, layerBytes, "");
    Path before = first.write(directory.resolve("before"));
    if (who.test(linnet.name())) {
      move(linnet, before);
    }
    List<Long> changed = new ArrayList<>(layers);
    changed.set(LAYERS / 2, ThreadLocalRandom.current().nextLong());
    compare("5 % of the tensors changed", before, first.withLayers(changed), lan, linnet);
    compare("100 bytes put in at the front", before, first.withWords(WORDS), lan, linnet);
    BulkyModel quantized = new BulkyModel(seeds(), layerBytes / 4, "");
    compare("quantized to a quarter, nothing shared", before, quantized, lan, linnet);
  }

  private void compare(String what, Path before, BulkyModel next, Lan lan, LinnetMover linnet) {
    Path after = next.write(directory.resolve("after"));
    double percent = Scratch.size(after) / 100.0;
    if (who.test(linnet.name())) {
      long fetched = linnet.daemons.fetchedBytes(1, "");
      long received = lan.receivedBytes(1);
      move(linnet, after);
      received = lan.receivedBytes(1) - received;
      fetched = linnet.daemons.fetchedBytes(1, "") - fetched;
      add(what, "linnet, chunks", fetched / percent);
      add(what, "linnet, all on the link until it serves", received / percent);
    }
    Patches patches = new Patches(directory.resolve("patches"), before, after);
    for (String program : Patches.PROGRAMS) {
      if (who.test(program)) {
        add(what, program, patches.bytes(program) / percent);
      }
    }
  }

  private void add(String what, String who, double percent) {
    String size = Math.round(layerBytes * LAYERS / (double) (1 << 20)) + " MiB, ";
    table.add(size + what, who, "% of its size", percent);
  }

  private static void move(LinnetMover linnet, Path file) {
    linnet.prepare(file);
    linnet.seconds();
    linnet.tidy();
  }

  private static List<Long> seeds() {
    return ThreadLocalRandom.current().longs().limit(LAYERS).boxed().toList();
  }
}
