package dev.linnet.backend;

import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.ModelPacker;
import dev.linnet.daemon.packing.PackedModel;
import dev.linnet.daemon.trial.Sandbox;
import dev.linnet.daemon.trial.Trial;
import dev.linnet.daemon.trial.Trial.TrialResult;
import java.nio.file.Path;
import java.time.Duration;

/** A case as a node takes it: packed as {@code linnet model push} does, then tried in a child. */
final class ThroughLinnet implements AutoCloseable {
  private final Trial trial = new Trial(Duration.ofMinutes(1), new Sandbox(Sandbox.Rule.AUTO));

  Outcome run(Path directory) {
    PackedModel packed;
    try {
      packed = ModelPacker.pack(directory, "case", "1", null);
    } catch (UserError e) {
      return Outcome.fails(
          "push: " + String.valueOf(e.getMessage()).replace(directory.toString() + "/", ""));
    }
    TrialResult result = trial.run(packed.manifest(), packed.root()).join();
    return result.passed()
        ? Outcome.passes(result.reason())
        : Outcome.fails("trial: " + result.reason());
  }

  @Override
  public void close() {
    trial.close();
  }
}
