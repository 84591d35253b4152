package dev.linnet.soak;

import dev.linnet.testmesh.Shell;
import java.nio.file.Path;
import java.util.List;

/** The last look: every stored chunk is hashed, and every daemon ends when it is told to. */
final class End {
  private final Site site;
  private final Path linnet;
  private final Breaks breaks;
  private final Journal journal;

  End(Site site, Path root, Breaks breaks, Journal journal) {
    this.site = site;
    this.linnet = root.resolve("scripts/linnet");
    this.breaks = breaks;
    this.journal = journal;
  }

  void run() {
    for (Host host : site.hosts()) {
      if (!host.node.isRunning()) {
        continue;
      }
      String said =
          Shell.run(
              "sh",
              "-c",
              "\"$@\" 2>&1; echo \"exit code $?\"",
              "sh",
              linnet.toString(),
              "model",
              "verify",
              "--api",
              host.node.api());
      journal.write(host.name() + " verifies: " + String.join("; ", List.of(said.split("\n", -1))));
      if (!said.contains("exit code 0")) {
        breaks.add("LOST", host.name() + " holds chunks that rotted: " + said.replace('\n', ';'));
      }
      host.want(false);
      if (!host.node.stop()) {
        breaks.add("F-10", host.name() + " did not end within 15 s of SIGTERM");
      }
    }
  }
}
