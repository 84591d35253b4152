package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.command.PredictFuzz;
import dev.linnet.daemon.config.NodeYamlFuzz;
import dev.linnet.daemon.identity.EnvelopeFuzz;
import dev.linnet.daemon.identity.GrantFuzz;
import dev.linnet.daemon.identity.Pkcs10Fuzz;
import dev.linnet.daemon.identity.SigningRequestFuzz;
import dev.linnet.daemon.inference.FeedbackFuzz;
import dev.linnet.daemon.inference.GrpcInferFuzz;
import dev.linnet.daemon.inference.RestInferFuzz;
import dev.linnet.daemon.joining.JoinTokenFuzz;
import dev.linnet.daemon.origin.OriginAnswerFuzz;
import dev.linnet.daemon.packing.ArchiveFuzz;
import dev.linnet.daemon.packing.BaselineFuzz;
import dev.linnet.daemon.packing.ChunkingFuzz;
import dev.linnet.daemon.packing.ManifestFuzz;
import dev.linnet.daemon.packing.MlflowModelFuzz;
import dev.linnet.daemon.packing.OnnxFuzz;
import dev.linnet.daemon.packing.TritonConfigFuzz;
import dev.linnet.daemon.pkcs11.Pkcs11UriFuzz;
import dev.linnet.daemon.registry.ChallengeFuzz;
import dev.linnet.daemon.registry.CredentialsFuzz;
import dev.linnet.daemon.registry.ReferenceFuzz;
import dev.linnet.daemon.registry.RegistryManifestFuzz;
import dev.linnet.daemon.transport.FactFuzz;
import dev.linnet.daemon.transport.MembershipFuzz;
import dev.linnet.daemon.transport.MeshMessageFuzz;
import dev.linnet.daemon.transport.PayloadFuzz;
import dev.linnet.daemon.trial.TensorFileFuzz;
import dev.linnet.daemon.trial.TrialMessageFuzz;
import dev.linnet.documents.plan.PlanFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each fuzz target on its kept corpus, and on what is near it. */
final class FuzzRegressionTest {
  private static final int CHANGED_EACH = 200;

  interface Target {
    void run(byte[] input) throws Exception;
  }

  record Fuzz(String name, Target target) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fuzz> targets() {
    return Stream.of(
        new Fuzz("Archive", ArchiveFuzz::fuzzerTestOneInput),
        new Fuzz("Baseline", BaselineFuzz::fuzzerTestOneInput),
        new Fuzz("Challenge", ChallengeFuzz::fuzzerTestOneInput),
        new Fuzz("Chunking", ChunkingFuzz::fuzzerTestOneInput),
        new Fuzz("Credentials", CredentialsFuzz::fuzzerTestOneInput),
        new Fuzz("Envelope", EnvelopeFuzz::fuzzerTestOneInput),
        new Fuzz("Fact", FactFuzz::fuzzerTestOneInput),
        new Fuzz("Feedback", FeedbackFuzz::fuzzerTestOneInput),
        new Fuzz("Grant", GrantFuzz::fuzzerTestOneInput),
        new Fuzz("GrpcInfer", GrpcInferFuzz::fuzzerTestOneInput),
        new Fuzz("JoinToken", JoinTokenFuzz::fuzzerTestOneInput),
        new Fuzz("Manifest", ManifestFuzz::fuzzerTestOneInput),
        new Fuzz("Membership", MembershipFuzz::fuzzerTestOneInput),
        new Fuzz("MeshMessage", MeshMessageFuzz::fuzzerTestOneInput),
        new Fuzz("MlflowModel", MlflowModelFuzz::fuzzerTestOneInput),
        new Fuzz("NodeYaml", NodeYamlFuzz::fuzzerTestOneInput),
        new Fuzz("Onnx", OnnxFuzz::fuzzerTestOneInput),
        new Fuzz("OriginAnswer", OriginAnswerFuzz::fuzzerTestOneInput),
        new Fuzz("Payload", PayloadFuzz::fuzzerTestOneInput),
        new Fuzz("Pkcs10", Pkcs10Fuzz::fuzzerTestOneInput),
        new Fuzz("Pkcs11Uri", Pkcs11UriFuzz::fuzzerTestOneInput),
        new Fuzz("Plan", PlanFuzz::fuzzerTestOneInput),
        new Fuzz("Predict", PredictFuzz::fuzzerTestOneInput),
        new Fuzz("Reference", ReferenceFuzz::fuzzerTestOneInput),
        new Fuzz("RegistryManifest", RegistryManifestFuzz::fuzzerTestOneInput),
        new Fuzz("RestInfer", RestInferFuzz::fuzzerTestOneInput),
        new Fuzz("SigningRequest", SigningRequestFuzz::fuzzerTestOneInput),
        new Fuzz("TensorFile", TensorFileFuzz::fuzzerTestOneInput),
        new Fuzz("TrialMessage", TrialMessageFuzz::fuzzerTestOneInput),
        new Fuzz("TritonConfig", TritonConfigFuzz::fuzzerTestOneInput));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void theCorpusAndWhatIsNearItAreReadOrRefused(Fuzz fuzz) throws Exception {
    List<Path> corpus = corpus(fuzz.name());
    assertThat(corpus).as("corpus of %s", fuzz.name()).isNotEmpty();
    Random random = new Random(0x11EE7);
    for (Path file : corpus) {
      byte[] kept = Files.readAllBytes(file);
      fuzz.target().run(kept);
      for (int round = 0; kept.length > 0 && round < CHANGED_EACH; round++) {
        fuzz.target().run(changed(kept, random));
      }
    }
  }

  private static byte[] changed(byte[] kept, Random random) {
    byte[] bytes =
        Arrays.copyOf(kept, kept.length - random.nextInt(2) * random.nextInt(kept.length));
    for (int change = random.nextInt(4); change >= 0; change--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static List<Path> corpus(String name) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/fuzz", name))) {
      return files.sorted().toList();
    }
  }
}
