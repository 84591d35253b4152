package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Lan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** libtorrent with its defaults, driven by {@code scripts/lib/torrent.py}. */
final class LibtorrentMover extends TorrentMover {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final List<Process> waiting = new ArrayList<>();

  LibtorrentMover(Lan lan, Path root, Path directory) {
    super(lan, root, directory);
  }

  @Override
  public String name() {
    return "libtorrent";
  }

  @Override
  void begin(Torrent made, Path file) {
    waiting.clear();
    go(start(0, made.peer(at(0))));
    Logs.await(log(0), TIMEOUT, "done"::equals);
    for (int host = 1; host < lan.hosts(); host++) {
      waiting.add(start(host, made.peer(at(host))));
    }
    Logs.awaitAll(logs(), TIMEOUT, "ready");
  }

  private List<Path> logs() {
    return IntStream.range(1, lan.hosts()).mapToObj(this::log).toList();
  }

  private static void go(Process peer) {
    try {
      peer.getOutputStream().write('\n');
      peer.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public double seconds() {
    long begun = System.nanoTime();
    waiting.forEach(LibtorrentMover::go);
    Logs.awaitAll(logs(), TIMEOUT, "done");
    return (System.nanoTime() - begun) / 1e9;
  }
}
