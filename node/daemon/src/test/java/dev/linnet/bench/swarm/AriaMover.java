package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.Lan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** aria2 over BitTorrent. Its start, some hundredths of a second, is on the clock. */
final class AriaMover extends TorrentMover {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private String fileName = "";

  AriaMover(Lan lan, Path root, Path directory) {
    super(lan, root, directory);
  }

  @Override
  public String name() {
    return "aria2";
  }

  @Override
  void begin(Torrent made, Path file) {
    fileName = file.getFileName().toString();
    Scratch.script(hook(), ": > \"$3.whole\"");
    start(0, command(0));
    Logs.await(log(0), TIMEOUT, line -> line.contains("Verification finished successfully"));
  }

  private List<String> command(int host) {
    return List.of(
        "aria2c",
        "--dir=" + at(host),
        "--check-integrity=true",
        "--seed-ratio=0",
        "--file-allocation=none",
        "--enable-dht=false",
        "--enable-dht6=false",
        "--bt-enable-lpd=true",
        "--summary-interval=0",
        "--listen-port=6881",
        "--on-bt-download-complete=" + hook(),
        torrent().file.toString());
  }

  private Path hook() {
    return directory.resolve("whole.sh");
  }

  /** The hook's mark: the control file, which tells the same, is taken away once a minute only. */
  private boolean hasAll(int host) {
    return Files.exists(at(host).resolve(fileName + ".whole"));
  }

  @Override
  public double seconds() {
    long begun = System.nanoTime();
    for (int host = 1; host < lan.hosts(); host++) {
      start(host, command(host));
    }
    for (int i = 1; i < lan.hosts(); i++) {
      int host = i;
      Await.until("aria2 at host " + host + " has all", TIMEOUT, () -> hasAll(host));
    }
    return (System.nanoTime() - begun) / 1e9;
  }
}
