package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.linnet.daemon.serving.TestModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that share no code with the node: Node's {@code @grpc/grpc-js}, which is fetched once
 * into {@code target}, and {@code curl}.
 */
class OtherClientsTest {
  private static final Path CLIENT = Path.of("src/test/resources/conformance");
  private static final Path PROTO =
      Path.of("../../proto/src/main/proto/inference/open_inference.proto");
  private static final Duration FETCHING = Duration.ofMinutes(3);
  private static final Duration ASKING = Duration.ofMinutes(1);

  private Doors doors;
  private Path scratch;

  @BeforeEach
  void start(@TempDir Path scratch) throws Exception {
    this.scratch = scratch;
    doors = new Doors();
    doors.serve(TestModel.pair(scratch, "1"));
  }

  @AfterEach
  void stop() throws Exception {
    doors.close();
  }

  @Test
  void nodeTalksToUsByTheProtocolsFileAlone() throws Exception {
    require("node");
    require("npm");
    Path home = Files.createDirectories(Path.of("target/conformance"));
    for (String file : List.of("package.json", "client.js")) {
      Files.copy(CLIENT.resolve(file), home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.isDirectory(home.resolve("node_modules/@grpc/proto-loader"))) {
      run(home, FETCHING, List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"));
    }
    String said =
        run(
            home,
            ASKING,
            List.of(
                "node",
                "client.js",
                PROTO.toAbsolutePath().normalize().toString(),
                "127.0.0.1:" + doors.grpcPort()));
    assertThat(said.lines().filter(line -> line.startsWith("ok "))).hasSize(5);
  }

  @Test
  void curlTalksToUs() throws Exception {
    require("curl");
    assertThat(curl("/v2/health/ready")).isEqualTo("200 {\"ready\":true}");
    String request =
        """
        {"id": "q", "inputs": [
          {"name": "a", "shape": [1, 2], "datatype": "FP32", "data": [1.5, -2]},
          {"name": "b", "shape": [1], "datatype": "INT64", "data": [7]}]}
        """;
    String answer = curl("/v2/models/pair/infer", "-d", request);
    assertThat(answer).startsWith("200 ");
    assertThat(JsonParser.parseString(answer.substring(4)).getAsJsonObject().get("outputs"))
        .hasToString(
            "[{\"name\":\"a_out\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1.5,-2.0]},"
                + "{\"name\":\"b_out\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[7]}]");
    assertThat(curl("/v2/models/nobody/infer", "-d", request)).startsWith("404 {\"error\":");
  }

  /** The status and the body. */
  private String curl(String path, String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-w", "\n%{http_code}"));
    command.addAll(List.of(more));
    command.add("http://127.0.0.1:" + doors.httpPort() + path);
    String said = run(scratch, ASKING, command).stripTrailing();
    int status = said.lastIndexOf('\n');
    return said.substring(status + 1) + " " + said.substring(0, status);
  }

  /** A machine without the program shows the test as skipped, with this reason. */
  private static void require(String program) {
    boolean there;
    try {
      there = new ProcessBuilder(program, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      there = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      there = false;
    }
    if (!there) {
      System.err.println("not tested with another language's client: there is no " + program);
    }
    Assumptions.assumeTrue(there, "there is no " + program);
  }

  private String run(Path directory, Duration patience, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(scratch, "said", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
          .as("%s ends in time", command.get(0))
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(out);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
