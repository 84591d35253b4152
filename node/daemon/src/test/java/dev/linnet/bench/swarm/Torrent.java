package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Lan;
import dev.linnet.testmesh.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A torrent of one file, with its tracker on the first host. */
final class Torrent {
  private static final int PORT = 6969;

  final Path file;
  private final List<String> python;

  private Torrent(List<String> python, Path file) {
    this.python = python;
    this.file = file;
  }

  static Torrent of(Path root, Path model, Path directory) {
    String script = root.resolve("scripts/lib/torrent.py").toString();
    Path torrent = directory.resolve("model.torrent");
    String url = "http://" + Lan.address(0) + ":" + PORT + "/announce";
    List<String> python = List.of(Tools.PYTHON, script);
    List<String> command = new ArrayList<>(python);
    command.addAll(List.of("make", model.toString(), torrent.toString(), url));
    Shell.run(command);
    return new Torrent(python, torrent);
  }

  List<String> tracker() {
    return with("track", Integer.toString(PORT));
  }

  List<String> peer(Path directory) {
    return with("peer", file.toString(), directory.toString());
  }

  private List<String> with(String... arguments) {
    List<String> command = new ArrayList<>(python);
    command.addAll(List.of(arguments));
    return command;
  }
}
