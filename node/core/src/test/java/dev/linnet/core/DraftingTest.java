package dev.linnet.core;

import static dev.linnet.core.TestManifests.manifest;
import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MESH;
import static dev.linnet.core.TestPeople.MODEL;
import static dev.linnet.core.TestPeople.trust;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an operator did not mean is said in a sentence, before there is anything to sign. */
class DraftingTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final List<Wave> WAVES = TestPeople.announcement(1, "1").plan().waves();
  private static final List<Wave> IN_EU = WAVES.subList(0, 1);
  private static final Digest NOBODYS = Digest.of(new byte[] {7});

  private final Replica replica = new Replica(trust(), EU);
  private final Directory directory = new Directory(new NodeName("eu-1"), EU, replica.councils());

  private static Plan plan(List<Wave> waves, @Nullable Instant expires, @Nullable Digest retryOf) {
    return new Plan(MODEL, "1", expires, OnFailure.ROLLBACK_ALL, retryOf, waves);
  }

  private void requireRefused(Plan plan, List<Manifest> stored, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Drafting.draft(MESH, 0, plan, List.of(), stored, directory, 0, NOW))
        .withMessage(sentence);
  }

  @Test
  void versionThatIsNotHereOrIsTwoIsNamed() {
    Plan plan = plan(IN_EU, null, null);
    requireRefused(
        plan,
        List.of(),
        "model scenes version 1 is not in this node's store: run `linnet model push` here first");
    requireRefused(
        plan,
        List.of(manifest("1", "a"), manifest("1", "b")),
        "model scenes version 1 was pushed with different contents: push it under a new version");
  }

  @Test
  void planThatCannotBeMeantIsNamed() {
    List<Manifest> stored = List.of(manifest("1", "a"));
    requireRefused(plan(IN_EU, NOW, null), stored, "expires: 2026-06-01T00:00:00Z is in the past");
    requireRefused(
        plan(WAVES, null, null), stored, "wave second: region na is unknown; this mesh has eu");
    requireRefused(
        plan(IN_EU, null, NOBODYS),
        stored,
        "retryOf: "
            + NOBODYS.brief()
            + " is no rollout of version 1 that this node knows to be rolled back; leave retryOf"
            + " out");
  }
}
