package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.daemon.store.Store;
import dev.linnet.proto.v1.ModelRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each answer is a document of the stable contract, and says so. */
final class StoredModelsTest {
  private static final ModelRequest NAMED =
      ModelRequest.newBuilder().setName("detector").setVersion("1").build();

  @Test
  void answersNameTheirContract(@TempDir Path data) {
    NodeView view = TestView.view(List.of(), List.of(TestView.stored("1", 0, "a", "b")));
    String unknown = TestView.digest("another").hex();
    try (Store store = Store.open(data)) {
      StoredModels models = new StoredModels(new Knowing(view), store);

      for (JsonObject answer :
          List.of(
              models.show(NAMED).join(), models.fetch(NAMED).join(), models.remove(NAMED).join())) {
        assertThat(answer.toString())
            .startsWith("{\"apiVersion\":\"linnet/v1\",\"name\":\"detector\",\"version\":\"1\",");
      }
      assertThat(models.fetch(ModelRequest.newBuilder().setDigest(unknown).build()).join())
          .hasToString(
              "{\"apiVersion\":\"linnet/v1\",\"digest\":\"" + unknown + "\",\"complete\":false}");
    }
  }

  /** A node that knows what it knows, and does whatever a person asks of its models. */
  private record Knowing(NodeView known) implements NodeAccess {
    @Override
    public CompletableFuture<NodeView> view() {
      return CompletableFuture.completedFuture(known);
    }

    @Override
    public CompletableFuture<NodeView> want(Digest manifest) {
      return view();
    }

    @Override
    public CompletableFuture<@Nullable String> letGo(Digest manifest) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Announcement> draft(Plan plan) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<@Nullable String> submit(Envelope envelope) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Manifest> storeManifest(String json) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void lost(Set<Digest> chunks) {
      throw new UnsupportedOperationException();
    }
  }
}
