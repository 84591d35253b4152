package dev.linnet.testmesh;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One daemon of a {@link TestMesh}: its process, which comes and goes, and its ports, which stay.
 */
public final class TestNode implements AutoCloseable {
  private static final String MAIN = "dev.linnet.daemon.command.Linnet";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String name;
  private final String region;
  private final int httpPort;
  private final int grpcPort;
  private final Path directory;
  private final Path log;
  private final List<String> jvmOptions;
  private final OperatorClient operator;
  private volatile @Nullable JavaProcess process;

  TestNode(
      String name,
      String region,
      int httpPort,
      int grpcPort,
      Path directory,
      Path log,
      List<String> jvmOptions) {
    this.name = name;
    this.region = region;
    this.httpPort = httpPort;
    this.grpcPort = grpcPort;
    this.directory = directory;
    this.log = log;
    this.jvmOptions = jvmOptions;
    this.operator = new OperatorClient(grpcPort);
  }

  public String name() {
    return name;
  }

  public String region() {
    return region;
  }

  /** The HTTP API: {@code http://127.0.0.1:PORT}, without a slash at the end. */
  public String http() {
    return "http://127.0.0.1:" + httpPort;
  }

  /** The gRPC API: {@code 127.0.0.1:PORT}, as {@code linnet --api} takes it. */
  public String api() {
    return "127.0.0.1:" + grpcPort;
  }

  /** The directory that enrolment made; holds {@code node.yaml}, keys and data. */
  public Path directory() {
    return directory;
  }

  /** What the daemon has printed, over all its starts. */
  public Path log() {
    return log;
  }

  /** The operator's calls to this node. */
  public OperatorClient operator() {
    return operator;
  }

  /** Starts the daemon and returns at once. */
  public void start() {
    startAs(MAIN);
  }

  /** Starts another main class in the daemon's place, which takes the same arguments. */
  public synchronized void startAs(String mainClass) {
    if (isRunning()) {
      throw new IllegalStateException(name + " runs already");
    }
    List<String> options = new ArrayList<>(ClassArchive.options());
    options.addAll(jvmOptions);
    process =
        JavaProcess.start(
            mainClass,
            List.of("node", "run", "-c", directory.resolve("node.yaml").toString()),
            options,
            directory,
            log);
  }

  /** Waits until the daemon answers on its HTTP port. */
  public void awaitUp(Duration timeout) {
    Await.until(
        () -> name + " answers /healthz; its log ends with:\n" + endOfLog(),
        timeout,
        () -> {
          if (!isRunning()) {
            throw new AssertionError(name + " ended by itself; its log ends with:\n" + endOfLog());
          }
          return get("/healthz").isPresent();
        });
    operator.reconnect();
  }

  /** Stops the daemon as an administrator does. Returns whether it ended by itself in time. */
  public synchronized boolean stop() {
    JavaProcess running = process;
    return running == null || running.stop(Duration.ofSeconds(15));
  }

  /** Kills the daemon as a power cut does. */
  public synchronized void kill9() {
    JavaProcess running = process;
    if (running != null) {
      running.kill9();
    }
  }

  public boolean isRunning() {
    JavaProcess running = process;
    return running != null && running.isAlive();
  }

  /** The process of the daemon that was started last. */
  public long pid() {
    return process().pid();
  }

  JavaProcess process() {
    JavaProcess running = process;
    if (running == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return running;
  }

  Optional<JavaProcess> started() {
    return Optional.ofNullable(process);
  }

  /** The body that a path of the HTTP API answers with 200; nothing on any other answer. */
  public Optional<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(http() + path)).timeout(Duration.ofSeconds(5)).build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * The sum of a metric's samples whose labels include all of {@code labels}, each given as {@code
   * name="value"}.
   */
  public double metric(String metric, String... labels) {
    double sum = 0;
    for (String line : get("/metrics").orElse("").lines().toList()) {
      boolean named = line.startsWith(metric + "{") || line.startsWith(metric + " ");
      if (named && List.of(labels).stream().allMatch(line::contains)) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  /** The events of one kind in the node's event log, over all its starts. */
  public List<String> events(String kind) {
    try {
      return Files.readAllLines(directory.resolve("data/events.jsonl")).stream()
          .filter(line -> line.contains("\"" + kind + "\""))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The exit code of the daemon that was started last, once it has ended. */
  public int exitCode() {
    return process().exitCode();
  }

  private String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "(no log)";
    }
  }

  @Override
  public void close() {
    operator.close();
    started().ifPresent(JavaProcess::reap);
  }
}
