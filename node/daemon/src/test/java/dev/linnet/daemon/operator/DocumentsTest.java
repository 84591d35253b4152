package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.linnet.core.model.Manifest;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.transfer.ChunkBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentsTest {
  @Test
  void whatWasVerifiedSaysHowMuchOfItIsHere(@TempDir Path data) {
    Manifest manifest = TestView.stored("1", 0, "a", "b", "c").manifest();
    try (Store store = Store.open(data)) {
      store.putChunk(TestView.digest("a"), ChunkBytes.of("a".getBytes(StandardCharsets.US_ASCII)));

      JsonObject half = Documents.verified(manifest, Set.of(TestView.digest("b")), store);

      assertThat(half.toString())
          .startsWith("{\"apiVersion\":\"linnet/v1\",\"name\":\"detector\",\"version\":\"1\",")
          .endsWith(
              "\"sizeBytes\":300,\"storedBytes\":100,\"chunks\":3,\"storedChunks\":1,"
                  + "\"complete\":false,\"rottenChunks\":1}");
    }
  }
}
