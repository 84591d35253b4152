package dev.linnet.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The options that {@code scripts/linnet} gives Java, for what is measured without the script. */
final class ScriptOptions {
  private ScriptOptions() {}

  /** Of a node's daemon. */
  static List<String> node(Path root) {
    return hashing(
        root,
        "-Xms16m",
        "-Xmx96m",
        "-Xss512k",
        "-XX:MaxMetaspaceSize=96m",
        "-XX:ReservedCodeCacheSize=32m",
        "-XX:MaxDirectMemorySize=64m",
        "-XX:MinHeapFreeRatio=10",
        "-XX:MaxHeapFreeRatio=20",
        "-XX:+ExitOnOutOfMemoryError");
  }

  /** Of a command that moves models. */
  static List<String> modelCommand(Path root) {
    return hashing(root, "-Xmx256m");
  }

  /** Which of Java's compilers makes code of what is part of how fast chunks are hashed. */
  private static List<String> hashing(Path root, String... memory) {
    List<String> all = new ArrayList<>(List.of("-XX:+UseSerialGC"));
    all.addAll(List.of(memory));
    all.add("-XX:+UnlockDiagnosticVMOptions");
    all.add("-XX:-DisplayVMOutput");
    all.add("-XX:CompilerDirectivesFile=" + root.resolve("scripts/lib/java-compiler.json"));
    return all;
  }
}
