package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Shell;
import java.nio.file.Path;
import java.util.List;

/** What other programs send to someone who has one file and shall have another. */
final class Patches {
  static final List<String> PROGRAMS = List.of("casync", "zstd", "xdelta3");

  private final Path directory;
  private final String before;
  private final String after;

  Patches(Path directory, Path before, Path after) {
    this.directory = directory;
    this.before = before.toString();
    this.after = after.toString();
  }

  long bytes(String program) {
    Scratch.fresh(directory);
    Path patch = directory.resolve("patch");
    switch (program) {
      case "casync":
        return casync();
      case "zstd":
        Shell.run("zstd", "-q", "--long=27", "--patch-from=" + before, after, "-o", "" + patch);
        return Scratch.size(patch);
      case "xdelta3":
        Shell.run("xdelta3", "-e", "-B", "134217728", "-s", before, after, patch.toString());
        return Scratch.size(patch);
      default:
        throw new IllegalArgumentException(program);
    }
  }

  /**
   * The chunks that the second version adds to a store, compressed as casync does, and its index.
   */
  private long casync() {
    Path second = directory.resolve("second.caibx");
    Path chunks = directory.resolve("chunks");
    make(directory.resolve("first.caibx"), before, chunks);
    long held = Scratch.sizeOfAll(chunks);
    make(second, after, chunks);
    return Scratch.sizeOfAll(chunks) - held + Scratch.size(second);
  }

  private static void make(Path index, String file, Path chunks) {
    Shell.run("casync", "make", "--store=" + chunks, index.toString(), file);
  }
}
