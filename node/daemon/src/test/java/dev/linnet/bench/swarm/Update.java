package dev.linnet.bench.swarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What has to move for the next version of a model, as a share of that version: chunks that a
 * second daemon fetched, beside what other programs would send to someone who has the version
 * before.
 */
final class Update {
  private static final int LAYERS = 20;
  private static final int LAYER_BYTES = (64 << 20) / LAYERS / 8 * 8;
  private static final int MBIT = 1_000;

  private final Path root;
  private final Path directory;
  private final List<String> who;

  Update(Path root, Path directory, List<String> who) {
    this.root = root;
    this.directory = directory;
    this.who = who;
  }

  List<Figures> run() {
    List<Figures> all = new ArrayList<>();
    List<Long> layers = seeds(1);
    Path before = new BulkyModel(layers, LAYER_BYTES, "").write(directory.resolve("before"));
    try (Lan lan = new Lan(1, 2, MBIT, MBIT);
        LinnetMover linnet = new LinnetMover(lan, root, directory.resolve("linnet"))) {
      linnet.start();
      linnet.prepare(before);
      linnet.seconds();
      List<Long> changed = new ArrayList<>(layers);
      changed.set(LAYERS / 2, 500L);
      compare("5 % of the tensors changed", new BulkyModel(changed, LAYER_BYTES, ""), linnet, all);
      // With its tag and length, the field of 98 bytes is 100 bytes longer than none.
      String words = "x".repeat(98);
      compare(
          "100 bytes put in at the front", new BulkyModel(layers, LAYER_BYTES, words), linnet, all);
      BulkyModel quantized = new BulkyModel(seeds(1_000), LAYER_BYTES / 4, "");
      compare("quantized, nothing shared", quantized, linnet, all);
    }
    return all;
  }

  private void compare(String what, BulkyModel next, LinnetMover linnet, List<Figures> all) {
    Path before = directory.resolve("before/model.onnx");
    Path after = next.write(directory.resolve("after"));
    double bytes = size(after);
    long held = linnet.receivedBytes(1);
    linnet.prepare(after);
    linnet.seconds();
    add(all, what, "linnet", (linnet.receivedBytes(1) - held) / bytes);
    if (who.size() > 1) {
      add(all, what, "casync", casync(before, after) / bytes);
      add(all, what, "zstd --patch-from", patch("zstd", before, after) / bytes);
      add(all, what, "xdelta3", patch("xdelta3", before, after) / bytes);
    }
  }

  private static void add(List<Figures> all, String what, String who, double share) {
    Figures figures = new Figures("64 MiB, " + what, who, "of its size");
    figures.add(share);
    all.add(figures);
  }

  private long patch(String program, Path before, Path after) {
    Path patch = directory.resolve("patch");
    Scratch.delete(patch);
    if (program.equals("zstd")) {
      Shell.run(
          "zstd", "-q", "-f", "--long=27", "--patch-from=" + before, "" + after, "-o", "" + patch);
    } else {
      Shell.run(
          "xdelta3", "-e", "-f", "-B", "134217728", "-s", "" + before, "" + after, "" + patch);
    }
    return size(patch);
  }

  /**
   * The chunks that the second version adds to a store, compressed as casync does, and its index.
   */
  private long casync(Path before, Path after) {
    Path store = Scratch.fresh(directory.resolve("casync"));
    Path first = store.resolve("first.caibx");
    Path second = store.resolve("second.caibx");
    Path chunks = store.resolve("chunks");
    Shell.run("casync", "make", "--store=" + chunks, "" + first, "" + before);
    long held = sizeOfAll(chunks);
    Shell.run("casync", "make", "--store=" + chunks, "" + second, "" + after);
    return sizeOfAll(chunks) - held + size(second);
  }

  private static List<Long> seeds(long first) {
    return LongStream.range(first, first + LAYERS).boxed().toList();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long sizeOfAll(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).mapToLong(Update::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
