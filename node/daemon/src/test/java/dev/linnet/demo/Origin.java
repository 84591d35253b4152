package dev.linnet.demo;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import dev.linnet.testmesh.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The {@link OriginServer} as a process. */
final class Origin implements AutoCloseable {
  private final int port = Ports.free();
  private final JavaProcess process;

  /** Serves {@code root} over HTTP. */
  Origin(Path root, Path directory, Path log) {
    process =
        JavaProcess.start(
            OriginServer.class.getName(),
            List.of(root.toString(), Integer.toString(port)),
            List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            directory,
            log);
    Await.until("the origin listens", Duration.ofSeconds(20), this::listens);
  }

  /** Where the files of a version lie. */
  String url(String version) {
    return "http://127.0.0.1:%d/%s/%s/".formatted(port, Story.MODEL, version);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL. */
  void kill9() {
    process.kill9();
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.reap();
  }
}
