package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Lan;
import dev.linnet.testmesh.Machine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One daemon fetches a large model from another on the same loopback, with TLS on both sides, every
 * chunk's digest checked and everything durable; beside it what one processor does of the digests
 * alone, and of the encryption alone. Each round has new daemons, for the most memory that a
 * process ever had is told of its whole life.
 */
final class OneToOne {
  private final Path root;
  private final Path directory;
  private final long bytes;
  private final String what;
  private final FigureTable table = new FigureTable("one");

  OneToOne(Path root, Path directory, int mebibytes) {
    this.root = root;
    this.directory = directory;
    this.bytes = (long) mebibytes << 20;
    this.what = "one to one, " + mebibytes + " MiB: ";
  }

  List<Figures> run(int rounds) {
    for (int round = 0; round < rounds; round++) {
      fetch();
      table.add(what + "one processor alone", "openssl, SHA-256", "MB/s", OneCore.sha256());
      table.add(what + "one processor alone", "openssl, AES-128-GCM", "MB/s", OneCore.aesGcm());
    }
    Scratch.delete(directory);
    return table.rows();
  }

  private void fetch() {
    try (Lan lan = new Lan(1, 1, Lan.UNCAPPED_MBIT, Lan.UNCAPPED_MBIT);
        Daemons daemons = new Daemons(lan, Seat.twoOn(0), root, directory.resolve("mesh"))) {
      daemons.start();
      Path model = write();
      daemons.command(0, "model", "push", model.toString(), "--name", "large", "--version", "1");
      Scratch.delete(model);
      double cpu = Machine.cpuSeconds(daemons.processes());
      double seconds = daemons.fetch(0, 1);
      cpu = Machine.cpuSeconds(daemons.processes()) - cpu;
      table.add(what + "fetched", "linnet", "MB/s", bytes / 1e6 / seconds);
      table.add(what + "processor time of both for each GB", "linnet", "s", cpu / (bytes / 1e9));
      table.add(what + "most memory, sender", "linnet", "MiB", mostMebibytes(daemons, 0));
      table.add(what + "most memory, receiver", "linnet", "MiB", mostMebibytes(daemons, 1));
      System.err.printf(Locale.ROOT, "%slinnet: %.1f s%n", what, seconds);
    }
  }

  /** A small model that runs, and a file of random bytes beside it. */
  private Path write() {
    Path model = directory.resolve("model");
    new BulkyModel(List.of(), 0, "").write(model);
    SplittableRandom random = new SplittableRandom(ThreadLocalRandom.current().nextLong());
    byte[] block = new byte[1 << 20];
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(model.resolve("weights.bin")))) {
      for (long left = bytes; left > 0; left -= block.length) {
        random.nextBytes(block);
        out.write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return model;
  }

  private static double mostMebibytes(Daemons daemons, int node) {
    Path status = Path.of("/proc", "" + daemons.processes().get(node).pid(), "status");
    try {
      return Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
