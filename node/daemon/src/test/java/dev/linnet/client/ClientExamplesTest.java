package dev.linnet.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.linnet.daemon.GuardedNode;
import dev.linnet.daemon.access.Role;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferResponse;
import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page's examples against a daemon as it is at first, and against the ports of a node that
 * others reach by TLS and tokens.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientExamplesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path PAGE = Path.of("../../docs/client.md");
  private static final Path SOURCE = Path.of("src/test/java/dev/linnet/client/ClientExamples.java");
  private static final String BEGIN = "  // The page begins here.\n\n";

  private TestMesh mesh;
  private ManagedChannel here;
  private String rollout;

  @BeforeAll
  void rollOut(@TempDir Path directory) throws IOException {
    mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).build();
    TestNode node = mesh.node("eu-1");
    mesh.start(mesh.nodes(), PATIENCE);
    here = ClientExamples.here(node.api());
    Path model = TestModel.classifier(directory, "1", new float[][] {{1, 0}, {0, 1}}).directory();
    try (ModelNode models = new ModelNode(mesh, node, directory)) {
      rollout = models.roll(model, "1", "0s");
    }
    assertThat(ClientExamples.end(here, rollout)).isEqualTo("PROMOTED");
  }

  @AfterAll
  void close() {
    if (here != null) {
      here.shutdownNow();
    }
    mesh.close();
  }

  @Test
  void modelsMembersAndRolloutsAreAskedFor() {
    assertThat(ClientExamples.scores(here, PATIENCE, "m", 5, 7)).containsExactly(5, 7);
    assertThat(ClientExamples.members(here)).containsEntry("eu-1", "ALIVE");
    assertThat(ClientExamples.rollouts(here)).containsEntry(rollout, "PROMOTED");
    assertThat(refusal(() -> ClientExamples.scores(here, PATIENCE, "none", 1)))
        .isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal(() -> ClientExamples.scores(here, PATIENCE, "m", 1, 2, 3)))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void fromElsewhereATokenSaysWhoAsks(@TempDir Path directory) throws Exception {
    try (GuardedNode node = GuardedNode.guarded(directory, null)) {
      ManagedChannel looking = elsewhere(node, Files.readString(node.tokenFile(Role.VIEW)));
      ManagedChannel asking = elsewhere(node, Files.readString(node.tokenFile(Role.INFER)));
      ManagedChannel guessing = elsewhere(node, "a guess");
      try {
        assertThat(ClientExamples.members(looking)).containsValue("ALIVE");
        assertThat(ClientExamples.rollouts(looking)).isNotEmpty();
        assertThat(refusal(() -> ClientExamples.members(asking)))
            .isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refusal(() -> ClientExamples.scores(asking, PATIENCE, "none", 1)))
            .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refusal(() -> ClientExamples.members(guessing)))
            .isEqualTo(Status.Code.UNAUTHENTICATED);
      } finally {
        List.of(looking, asking, guessing).forEach(ManagedChannel::shutdownNow);
      }
    }
  }

  private static ManagedChannel elsewhere(GuardedNode node, String token) throws IOException {
    return ClientExamples.elsewhere(node.api(), node.authority().toFile(), token.strip());
  }

  private static Status.Code refusal(Supplier<?> call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::get).getStatus().getCode();
  }

  @Test
  void eventsAreFollowedUntilTheCallerLeaves() {
    Events events = new Events();
    Context.CancellableContext following = ClientExamples.follow(here, 0, events);
    try {
      Await.until(
          () -> "the verdict is told among " + events.kinds,
          PATIENCE,
          () -> events.kinds.contains("VERDICT"));
      assertThat(events.kinds).contains("ROLLOUT_ANNOUNCED");
      assertThat(events.end.get()).isNull();
    } finally {
      following.close();
    }
    Await.until("the call has ended", PATIENCE, () -> events.end.get() != null);
    assertThat(events.end.get()).isEqualTo(Status.Code.CANCELLED);
  }

  private static final class Events implements StreamObserver<JsonDocument> {
    private final List<String> kinds = new CopyOnWriteArrayList<>();
    private final AtomicReference<Status.Code> end = new AtomicReference<>();

    @Override
    public void onNext(JsonDocument event) {
      JsonObject json = JsonParser.parseString(event.getJson()).getAsJsonObject();
      kinds.add(json.get("kind").getAsString());
    }

    @Override
    public void onError(Throwable failure) {
      end.set(Status.fromThrowable(failure).getCode());
    }

    @Override
    public void onCompleted() {
      end.set(Status.Code.OK);
    }
  }

  /** A server that is not ready at first, as a node that comes back. */
  @Test
  void aModelThatIsNotReadyIsAskedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(
                new GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase() {
                  @Override
                  public void modelInfer(
                      ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
                    if (asked.incrementAndGet() < 3) {
                      answer.onError(Status.UNAVAILABLE.asRuntimeException());
                    } else {
                      answer.onNext(
                          ModelInferResponse.newBuilder()
                              .addRawOutputContents(ByteString.EMPTY)
                              .build());
                      answer.onCompleted();
                    }
                  }
                })
            .build()
            .start();
    ManagedChannel channel = ClientExamples.here("127.0.0.1:" + server.getPort());
    try {
      assertThat(ClientExamples.scores(channel, PATIENCE, "m", 1)).isEmpty();
      assertThat(asked).hasValue(3);
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  @Test
  void thePageShowsTheExamplesAsTheyStand() throws IOException {
    String source = Files.readString(SOURCE);
    String examples =
        source.substring(source.indexOf(BEGIN) + BEGIN.length(), source.lastIndexOf('}'));

    assertThat(String.join("\n", found("(?ms)^```java\n(.*?)^```$", PAGE)))
        .isEqualTo(examples.stripTrailing().stripIndent() + "\n");
  }

  @Test
  void thePageNamesWhatTheExamplesNeed() throws IOException {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.linnet.client",
            "dev.linnet.proto..",
            "com.google.protobuf",
            "com.google.gson..",
            "io.grpc",
            "io.grpc.stub",
            "java..")
        .check(new ClassFileImporter().importClasses(ClientExamples.class));
    Path pom = Path.of("../../pom.xml");
    assertThat(found("<version>(.*)</version>", PAGE))
        .containsExactly(
            found("<artifactId>linnet</artifactId>\\s*<version>(.*)</version>", pom).get(0),
            found("<grpc.version>(.*)</grpc.version>", pom).get(0),
            found("<gson.version>(.*)</gson.version>", pom).get(0));
  }

  private static List<String> found(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
