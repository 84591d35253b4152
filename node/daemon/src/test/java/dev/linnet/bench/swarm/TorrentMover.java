package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Lan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What both BitTorrent programs need: a torrent, a tracker, a directory for each host. */
abstract class TorrentMover implements Mover {
  final Lan lan;
  final Path directory;
  private final Path root;
  private final List<Process> running = new ArrayList<>();
  private @Nullable Torrent torrent;

  TorrentMover(Lan lan, Path root, Path directory) {
    this.lan = lan;
    this.root = root;
    this.directory = directory;
  }

  @Override
  public void prepare(Path file) {
    Scratch.fresh(directory);
    Torrent made = Torrent.of(root, file, directory);
    torrent = made;
    for (int host = 0; host < lan.hosts(); host++) {
      Scratch.fresh(at(host));
    }
    Scratch.link(file, at(0).resolve(file.getFileName()));
    running.add(lan.start(0, directory.resolve("tracker.log"), made.tracker()));
    begin(made, file);
  }

  /** Starts whatever may run before the clock does. */
  abstract void begin(Torrent made, Path file);

  Path at(int host) {
    return directory.resolve("host-" + host);
  }

  Path log(int host) {
    return directory.resolve("host-" + host + ".log");
  }

  Process start(int host, List<String> command) {
    Process process = lan.start(host, log(host), command);
    running.add(process);
    return process;
  }

  Torrent torrent() {
    if (torrent == null) {
      throw new IllegalStateException("not prepared");
    }
    return torrent;
  }

  @Override
  public List<Process> processes() {
    return List.copyOf(running);
  }

  @Override
  public void tidy() {
    running.forEach(lan::end);
    running.clear();
    Scratch.delete(directory);
  }

  @Override
  public void close() {
    running.forEach(lan::end);
  }
}
