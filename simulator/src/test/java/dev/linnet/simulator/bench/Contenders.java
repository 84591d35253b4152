package dev.linnet.simulator.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engines that can be had on this machine; what is missing is said, and left out. */
final class Contenders {
  private static final String HEAP = "-Xmx3g";

  private final Path root;
  private final Path scratch;
  private final List<Contender> all = new ArrayList<>();

  private Contenders(Path root, Path scratch) {
    this.root = root;
    this.scratch = scratch;
  }

  /** Ours is the first. */
  static List<Contender> of(Path root, Path scratch, @Nullable String peersim)
      throws IOException, InterruptedException {
    Contenders contenders = new Contenders(root, scratch);
    contenders.java("Linnet", System.getProperty("java.class.path"), EnginePush.class.getName());
    contenders.ns3();
    if (peersim == null) {
      System.err.println("bench: PeerSim is left out: no --peersim CLASSPATH was given");
    } else {
      contenders.peersim(peersim);
    }
    return contenders.all;
  }

  private void java(String name, String classPath, String main) {
    all.add(javaProgram(name, classPath, main));
  }

  private static Contender javaProgram(String name, String classPath, String main) {
    return new Contender(
        name, List.of(tool("java"), "-XX:+UseSerialGC", HEAP, "-cp", classPath, main));
  }

  /** A whole rollout on our engine; a row of {@link RolloutCost}. */
  static String rollout(int nodes, int regions) throws IOException, InterruptedException {
    return javaProgram(
            "a rollout", System.getProperty("java.class.path"), RolloutCost.class.getName())
        .run(Integer.toString(nodes), Integer.toString(regions));
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private void ns3() throws IOException, InterruptedException {
    Path binary = scratch.resolve("ns3-push");
    String problem =
        compile(
            "g++",
            "-O3",
            "-std=c++17",
            "-o",
            binary.toString(),
            root.resolve("scripts/lib/ns3-push.cc").toString(),
            "-lns3-core");
    if (problem != null) {
      System.err.println("bench: ns-3 is left out (apt-get install g++ libns3-dev): " + problem);
      return;
    }
    all.add(new Contender("ns-3, its default (map)", List.of(binary.toString(), "MapScheduler")));
    all.add(
        new Contender(
            "ns-3, its fastest (priority queue)",
            List.of(binary.toString(), "PriorityQueueScheduler")));
  }

  private void peersim(String classPath) throws IOException, InterruptedException {
    String problem =
        compile(
            tool("javac"),
            "-nowarn",
            "-cp",
            classPath,
            "-d",
            scratch.toString(),
            root.resolve("scripts/lib/PeerSimPush.java").toString());
    if (problem != null) {
      System.err.println("bench: PeerSim is left out, as it is not on that class path: " + problem);
      return;
    }
    java("PeerSim", scratch + File.pathSeparator + classPath, "PeerSimPush");
  }

  /** The first line of what went wrong; null if it was compiled. */
  private static @Nullable String compile(String... command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return e.getMessage();
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0
        ? null
        : output.lines().findFirst().orElse(command[0] + " failed");
  }
}
