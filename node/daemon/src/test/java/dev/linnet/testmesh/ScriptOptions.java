package dev.linnet.testmesh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The options that {@code scripts/linnet} gives Java, for what is run without the script. */
public final class ScriptOptions {
  /** What bounds the memory of a node's daemon. */
  public static final List<String> NODE_MEMORY =
      List.of(
          "-Xms16m",
          "-Xmx96m",
          "-Xss512k",
          "-XX:MaxMetaspaceSize=96m",
          "-XX:ReservedCodeCacheSize=48m",
          "-XX:MaxDirectMemorySize=64m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:+ExitOnOutOfMemoryError");

  private ScriptOptions() {}

  /** Of a node's daemon. */
  public static List<String> node(Path root) {
    List<String> all = hashing(root, NODE_MEMORY);
    all.add("-XX:CompileThresholdScaling=0.2");
    return all;
  }

  /** Of a command that moves models. */
  public static List<String> modelCommand(Path root) {
    return hashing(root, List.of("-Xmx256m"));
  }

  /** Which of Java's compilers makes code of what is part of how fast chunks are hashed. */
  private static List<String> hashing(Path root, List<String> memory) {
    List<String> all = new ArrayList<>(List.of("-XX:+UseSerialGC"));
    all.addAll(memory);
    all.add("-XX:+UnlockDiagnosticVMOptions");
    all.add("-XX:-DisplayVMOutput");
    all.add("-XX:CompilerDirectivesFile=" + root.resolve("scripts/lib/java-compiler.json"));
    return all;
  }
}
