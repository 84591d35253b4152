package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Lan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done without a swarm: nginx at the first host, curl at all others. */
final class NginxMover implements Mover {
  private final Lan lan;
  private final Path directory;
  private @Nullable Process server;
  private String url = "";

  NginxMover(Lan lan, Path directory) {
    this.lan = lan;
    this.directory = directory;
  }

  @Override
  public String name() {
    return "nginx";
  }

  /** The server's link alone decides: five rounds differed by one in two thousand. */
  @Override
  public boolean isTheSameEachTime() {
    return true;
  }

  @Override
  public void prepare(Path file) {
    Scratch.fresh(directory);
    Scratch.write(
        directory.resolve("nginx.conf"),
        """
        daemon off; master_process off; user root; pid nginx.pid; error_log stderr;
        events {}
        http { access_log off; sendfile on;
          server { listen 8080; root %s; } }
        """
            .formatted(file.getParent()));
    server =
        lan.start(
            0,
            directory.resolve("nginx.log"),
            List.of("nginx", "-p", directory.toString(), "-c", "nginx.conf", "-e", "stderr"));
    url = "http://" + Lan.address(0) + ":8080/" + file.getFileName();
    lan.run(0, "curl", "-sfI", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", url);
  }

  @Override
  public double seconds() {
    long begun = System.nanoTime();
    List<Process> clients = new ArrayList<>();
    for (int host = 1; host < lan.hosts(); host++) {
      clients.add(
          lan.start(
              host, directory.resolve("curl.log"), List.of("curl", "-sf", "-o", "/dev/null", url)));
    }
    for (Process client : clients) {
      if (client.onExit().join().exitValue() != 0) {
        throw new IllegalStateException("curl failed; see " + directory);
      }
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  @Override
  public List<Process> processes() {
    return List.of();
  }

  @Override
  public void tidy() {
    if (server != null) {
      lan.end(server);
      server = null;
    }
  }

  @Override
  public void close() {
    tidy();
  }
}
