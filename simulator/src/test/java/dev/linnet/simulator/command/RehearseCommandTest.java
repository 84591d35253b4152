package dev.linnet.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line for each mistake, and one document for programs. */
class RehearseCommandTest {
  private final Path twin;
  private final Path plan;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  RehearseCommandTest(@TempDir Path directory) throws IOException {
    twin =
        Files.writeString(
            directory.resolve("twin.yaml"),
            "regions: {eu: 2, na: 1}\nmodels: {cows: {\"1\": {}}}\n");
    plan =
        Files.writeString(
            directory.resolve("plan.yaml"),
            """
            spec:
              model: {name: cows, version: "2"}
              defaults: {bake: 1s, gates: [], quorum: {minJurors: 1}}
              waves: [{name: all, regions: ["*"]}]
            """);
  }

  @Test
  void theDocumentSaysHowManyRunsAndHowLikely() {
    assertThat(run("--seeds", "1", "-o", "json", "--at-most", "1m")).isZero();

    JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
    JsonObject first = json.getAsJsonArray("plans").get(0).getAsJsonObject();
    JsonObject healthy = first.getAsJsonObject("questions").getAsJsonObject("healthy");
    assertThat(healthy.get("runs").getAsInt()).isEqualTo(1);
    assertThat(healthy.getAsJsonObject("rolledBack").get("high95").getAsDouble()).isEqualTo(0.975);
    assertThat(healthy.getAsJsonObject("regions").keySet()).containsExactly("eu", "na");
    assertThat(healthy.getAsJsonObject("promotedSeconds").get("median").getAsDouble()).isPositive();
  }

  @Test
  void eachMistakeIsOneLine() throws IOException {
    said("--seeds: expected 1 or more", "--seeds", "0");
    said("--bad-in: the twin has no region ne; did you mean na?", "--bad-in", "ne");
    said("'lots' is not a share from 0 to 1", "--bad", "lots");
    said("expected fails or disagrees, got 'smells'", "--bad-by", "smells");
    said("'soon' is not a duration", "--at-most", "soon");
    Files.writeString(twin, "regions: {eu: 2, na: 1}\nmodel: {}\n");
    said("twin.yaml:2:1: unknown key 'model'; did you mean 'models'?");
    Files.delete(twin);
    said("twin.yaml: no such file; expected a twin");
  }

  @Test
  void aPlanThatTheMeshWouldRefuseIsRefusedHere() throws IOException {
    Files.writeString(
        plan, Files.readString(plan).replace("[\"*\"]", "[na], select: {requires: {memory: 1Ti}}"));

    said("plan.yaml: the mesh would refuse it: ", "--seeds", "1");
  }

  private void said(String words, String... options) {
    err.getBuffer().setLength(0);
    assertThat(run(options)).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains(words);
  }

  private int run(String... options) {
    List<String> all = new ArrayList<>(List.of("rehearse", twin.toString(), plan.toString()));
    all.addAll(List.of(options));
    return LinnetSim.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }
}
