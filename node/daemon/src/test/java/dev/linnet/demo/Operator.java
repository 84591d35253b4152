package dev.linnet.demo;

import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A person at a shell: runs the real {@code linnet} command, and shows what was typed. */
final class Operator {
  private final Terminal terminal;
  private final Path key;
  private final Path base;

  /**
   * An operator.
   *
   * @param key the key by which they sign
   * @param base what is left out of paths when they are shown
   */
  Operator(Terminal terminal, Path key, Path base) {
    this.terminal = terminal;
    this.key = key;
    this.base = base;
  }

  /** Pushes a version to a node, bytes and all. */
  void push(TestNode node, Path model, String version) {
    linnet(node, "model", "push", model.toString(), "--name", Story.MODEL, "--version", version);
  }

  /** Pushes the manifest of a version to a node; the bytes are at the origin. */
  void pushManifest(TestNode node, Path model, String version, String origin) {
    linnet(
        node,
        "model",
        "push",
        model.toString(),
        "--name",
        Story.MODEL,
        "--version",
        version,
        "--origin",
        origin);
  }

  /** Announces a plan at a node and returns the rollout's id. */
  String announce(TestNode node, Path plan) {
    return linnet(node, "rollout", "announce", plan.toString(), "--key", key.toString());
  }

  private String linnet(TestNode node, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--api");
    all.add(node.api());
    String typed = String.join(" ", all).replace(base + "/", "");
    terminal.event("(at " + node.name() + ") $ linnet " + typed);
    LinnetCommand.Result result = LinnetCommand.run(all.toArray(String[]::new));
    if (result.exitCode() != 0) {
      throw new Unmet(
          "`linnet %s` exited with %d: %s"
              .formatted(typed, result.exitCode(), result.err().strip()));
    }
    return result.out().strip();
  }
}
