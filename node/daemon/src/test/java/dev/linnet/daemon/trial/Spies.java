package dev.linnet.daemon.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Children that look for what is none of a model's business, as native code could, and tell. */
final class Spies {
  /** Beside the model's directory, as keys are beside the store. */
  static final String KEY = "node.key";

  /** In the model's directory: where somebody listens. */
  static final String PORT = "port";

  private Spies() {}

  private interface Attempt {
    Object run() throws Exception;
  }

  private static String said(String what, Attempt attempt) {
    try {
      return what + ": " + attempt.run();
    } catch (Exception e) {
      return what + ": " + e.getClass().getSimpleName();
    }
  }

  private static TrialTask task() throws IOException {
    return TrialTask.parse(new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine());
  }

  private static void tell(List<String> found) {
    System.out.println(TrialMessage.result(true, String.join("\n", found)).toJson());
    System.out.flush();
  }

  private static String write(Path directory) throws IOException {
    return "wrote " + Files.size(Files.writeString(Files.createTempFile(directory, "s", ""), "1"));
  }

  /** Reads, writes, connects and looks around. */
  static final class Pries {
    public static void main(String[] arguments) throws IOException {
      TrialTask task = task();
      Path model = Path.of(task.directory());
      List<String> found = new ArrayList<>();
      found.add(said("its model", () -> Files.size(task.modelFile()) > 0));
      found.add(said("its tmp", () -> write(Path.of(System.getProperty("java.io.tmpdir")))));
      found.add(said("the node's key", () -> Files.readString(model.resolveSibling(KEY))));
      found.add(said("beside its model", () -> names(model.resolve(".."))));
      found.add(said("its model's directory", () -> write(model)));
      for (String place : List.of("/", "/dev", "/dev/shm", "/usr", "/var/tmp")) {
        found.add(said(place, () -> write(Path.of(place))));
      }
      found.add(said("loopback", () -> connect(Files.readString(model.resolve(PORT)))));
      found.add(said("networks", Pries::networks));
      found.add(said("processes", () -> ProcessHandle.allProcesses().count()));
      found.add(said("a secret", () -> System.getenv("HOME")));
      found.add(said("capabilities", () -> status("CapPrm:") + status("CapBnd:")));
      found.add(said("new privileges", () -> status("NoNewPrivs:")));
      found.add(said("a user namespace", () -> run("unshare", "--user", "true")));
      tell(found);
    }

    private static String names(Path directory) throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        return files.map(Path::getFileName).map(Path::toString).sorted().toList().toString();
      }
    }

    private static String connect(String port) throws IOException {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
        return "connected to " + socket.getPort();
      }
    }

    private static List<String> networks() throws SocketException {
      return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
          .map(NetworkInterface::getName)
          .toList();
    }

    private static String status(String field) throws IOException {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(field))
          .map(line -> line.substring(field.length()).strip())
          .collect(Collectors.joining());
    }

    private static int run(String... command) throws IOException, InterruptedException {
      return new ProcessBuilder(command).start().waitFor();
    }
  }

  /** Starts what would live on, in a session of its own and without a parent. */
  static final class LeavesOneBehind {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      String seconds = Path.of(task().directory()).getFileName().toString();
      Process shell =
          new ProcessBuilder("setsid", "sh", "-c", "sleep " + seconds + " & echo $!").start();
      String pid = shell.inputReader().readLine();
      shell.waitFor(30, TimeUnit.SECONDS);
      tell(List.of("left: " + ProcessHandle.of(Long.parseLong(pid)).isPresent()));
      System.exit(0);
    }
  }

  /** Starts processes without end. */
  static final class Multiplies {
    public static void main(String[] arguments) throws IOException {
      System.out.println(TrialMessage.step("loading model.onnx").toJson());
      System.out.flush();
      while (true) {
        new ProcessBuilder("sleep", "600").start();
      }
    }
  }
}
