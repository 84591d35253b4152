package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Await;
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
        torrent().file.toString());
  }

  /** While a download is not whole, a control file stands beside it. */
  private boolean hasAll(int host) {
    return Files.exists(at(host).resolve(fileName))
        && !Files.exists(at(host).resolve(fileName + ".aria2"));
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
