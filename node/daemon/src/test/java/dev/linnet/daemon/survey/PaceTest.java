package dev.linnet.daemon.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.health.Observation;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final ModelName MODEL = new ModelName("cows");
  private static final Peer PEER =
      new Peer(new NodeName("na-1"), new RegionName("na"), new Address("127.0.0.1", 7700));
  private static final Source SOURCE = new Source.OfPeer(PEER);

  private final AtomicLong now = new AtomicLong(-5 * SECOND);
  private final Pace pace = new Pace(now::get);
  private final Manifest manifest = manifest();

  @Test
  void aTrialThatPassedAndALoadThatWasOneAreTimed() {
    pace.tries(manifest);
    pass(2);
    pace.saw(new Event.TrialFinished(manifest.digest(), true, "passed"));
    pace.loads(manifest);
    pass(1);
    pace.saw(new Event.ServingStarted(MODEL, manifest.digest()));

    // Going back to a version that is warm is no loading, and a failed trial may end early.
    pace.loads(manifest);
    pace.saw(new Event.ServingStarted(MODEL, manifest.digest()));
    pace.tries(manifest);
    pace.saw(new Event.TrialFinished(manifest.digest(), false, "crashed"));

    assertThat(pace.survey().trialNanos()).isEqualTo(2 * SECOND);
    assertThat(pace.survey().loadNanos()).isEqualTo(SECOND);
  }

  @Test
  void chunksThatComeTogetherAreTimedOnce() {
    pace.fetches(chunk("a"), SOURCE);
    pace.fetches(chunk("b"), SOURCE);
    pace.fetches(chunk("lost"), SOURCE);
    pass(2);
    pace.saw(new Event.ChunkStored(chunk("a").digest(), SOURCE));
    pass(1);
    pace.saw(new Event.ChunkStored(chunk("b").digest(), SOURCE));
    pace.saw(new Event.ChunkFailed(chunk("lost").digest(), SOURCE, ChunkFailure.MISSING));
    pass(10);
    pace.fetches(chunk("c"), SOURCE);
    pass(1);
    pace.saw(new Event.ChunkStored(chunk("c").digest(), SOURCE));

    assertThat(pace.survey().received())
        .containsEntry(PEER.region(), new Survey.Received(300, 4 * SECOND));
  }

  @Test
  void onlyWhatServesIsCountedAndTheLatestMinutesAlone() {
    observed(1_000, 0);
    assertThat(pace.survey().requests()).isEmpty();

    pace.saw(new Event.ServingStarted(MODEL, manifest.digest()));
    for (int i = 0; i < 300; i++) {
      pass(1);
      observed(i < 150 ? 100 : 10, i < 150 ? 100 : 1);
    }

    Survey.Requests lately = lately();
    assertThat(lately.requests()).isEqualTo(10 * lately.spanNanos() / SECOND);
    assertThat(lately.failures()).isEqualTo(lately.requests() / 10);
    pass(60);
    assertThat(lately().spanNanos()).isEqualTo(lately.spanNanos() + 60 * SECOND);
  }

  private Survey.Requests lately() {
    return Objects.requireNonNull(pace.survey().requests().get(MODEL));
  }

  @Test
  void whoLeavesAndComesBackIsCounted() {
    pace.saw(new Event.PeerDown(PEER.node(), true));
    pace.saw(new Event.PeerUp(PEER));
    pass(5);
    pace.saw(new Event.PeerDown(PEER.node(), false));
    pace.saw(new Event.PeerDown(PEER.node(), false));
    pass(7);
    pace.saw(new Event.PeerUp(PEER));
    pace.saw(new Event.PeerUp(PEER));

    assertThat(pace.survey().absences())
        .isEqualTo(new Survey.Absences(12 * SECOND, 1, 1, 7 * SECOND));
  }

  @Test
  void aSurveyIsTheSameOnTheOtherSideOfTheWire() {
    pace.fetches(chunk("a"), SOURCE);
    pass(1);
    pace.saw(new Event.ChunkStored(chunk("a").digest(), SOURCE));
    pace.saw(new Event.ServingStarted(MODEL, manifest.digest()));
    observed(10, 1);
    Survey survey = pace.survey().withRoundTrips(Map.of(PEER.region(), 5L));

    assertThat(Survey.of(survey.toProto())).isEqualTo(survey);
  }

  private void pass(long seconds) {
    now.addAndGet(seconds * SECOND);
  }

  private void observed(long requests, long failures) {
    pace.saw(
        new Event.Observed(
            MODEL, manifest.digest(), new Observation(SECOND, requests, failures, 0, 0, 0, 1, 0)));
  }

  private static ChunkRef chunk(String content) {
    return new ChunkRef(Digest.of(content.getBytes(StandardCharsets.UTF_8)), 100);
  }

  private static Manifest manifest() {
    Digest any = chunk("manifest").digest();
    return new Manifest(
        any,
        MODEL,
        "1",
        null,
        "model.onnx",
        List.of(new ModelFile("model.onnx", 100, any, List.of(chunk("a")))),
        List.of(),
        List.of(),
        17,
        8,
        0,
        0,
        0);
  }
}
