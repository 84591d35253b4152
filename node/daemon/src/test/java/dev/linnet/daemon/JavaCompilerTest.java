package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts/lib/java-compiler.json lets Java compile, told by Java itself. */
class JavaCompilerTest {
  private static final Path DIRECTIVES = Path.of("../../scripts/lib/java-compiler.json");
  private static final Pattern BY_C2 =
      Pattern.compile("(?m)^ +\\d+ +\\d+ [ %s!bn]+ 4 +(\\S+)::\\w+ .*\\)$");

  /** Hashes until the slower compiler must have come. */
  static final class Hashing {
    public static void main(String[] arguments) throws Exception {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[256 * 1024];
      for (int i = 0; i < 400; i++) {
        chunk = Arrays.copyOf(sha256.digest(chunk), chunk.length);
      }
    }
  }

  /** Reads requests until the slower compiler must have come. */
  static final class Reading {
    public static void main(String[] arguments) throws Exception {
      byte[] request =
          ModelInferRequest.newBuilder()
              .setModelName("m")
              .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName("x").addShape(1))
              .build()
              .toByteArray();
      for (int i = 0; i < 30_000; i++) {
        request = ModelInferRequest.parseFrom(request).toByteArray();
      }
    }
  }

  @Test
  void whereChunksAreHashedTheSecondCompilerMakesCodeOfSha256Alone(@TempDir Path directory)
      throws Exception {
    assertThat(compiledByC2(Hashing.class, directory))
        .isNotEmpty()
        .isSubsetOf("sun.security.provider.SHA2", "sun.security.provider.DigestBase");
  }

  @Test
  void itMakesCodeOfWhatReadsARequest(@TempDir Path directory) throws Exception {
    assertThat(compiledByC2(Reading.class, directory))
        .anyMatch(name -> name.startsWith("dev.linnet.proto.inference."))
        .anyMatch(name -> name.startsWith("com.google.protobuf."))
        .noneMatch(name -> name.startsWith("java."));
  }

  private static List<String> compiledByC2(Class<?> main, Path directory) throws Exception {
    List<String> options =
        List.of(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:CompilerDirectivesFile=" + DIRECTIVES.toRealPath(),
            "-XX:+PrintCompilation",
            "-XX:-BackgroundCompilation");
    Path log = directory.resolve("log");
    JavaProcess java = JavaProcess.start(main.getName(), List.of(), options, directory, log);
    Await.until("it ends", Duration.ofMinutes(2), () -> !java.isAlive());
    assertThat(java.exitCode()).isZero();
    return BY_C2.matcher(Files.readString(log)).results().map(line -> line.group(1)).toList();
  }
}
