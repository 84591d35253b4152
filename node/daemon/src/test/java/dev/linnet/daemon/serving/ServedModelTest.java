package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Lease;
import dev.linnet.core.health.Observation;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedModelTest {
  private static final float[][] WEIGHTS = {{1, 0}, {0, 1}};

  /** Closes the model where a load may outlast the server's patience: before the warm one. */
  private static final class Closing implements ModelServer.Listener {
    private final List<Version> answering = new ArrayList<>();
    private @Nullable ServedModel model;

    @Override
    public void servingStarted(ModelName name, Digest manifest) {
      ServedModel started = Objects.requireNonNull(model);
      answering.add(started.acquire(""));
      started.close();
    }

    @Override
    public void servingFailed(ModelName name, Digest manifest, String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void observed(ModelName name, Digest manifest, Observation observation) {}
  }

  @Test
  void loadThatOutlastsTheEndLeavesWhatAnswersToItsUsers(@TempDir Path root) throws Exception {
    TestModel one = TestModel.classifier(root, "1", WEIGHTS);
    TestModel two = TestModel.classifier(root, "2", WEIGHTS);
    Closing told = new Closing();
    ServedModel model =
        new ServedModel(two.manifest().name(), RuntimeOptions.small(), true, null, told);
    told.model = model;
    model.serve(two.manifest(), two.directory(), one.warm(), null, Lease.UNBOUNDED);

    Version answering = told.answering.get(0);
    assertThat(answering.acquire()).as("still open for whoever had it").isTrue();
    answering.release();
    answering.release();
    assertThat(answering.acquire()).as("closed after its last user").isFalse();
    model.serve(two.manifest(), two.directory(), null, null, Lease.UNBOUNDED);
    assertThat(told.answering).as("told of nothing that serves after the end").hasSize(1);
  }
}
