package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Wave;
import dev.linnet.documents.plan.PlanFile;
import dev.linnet.documents.plan.PlanSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is written for what was pushed and for the regions that exist. */
final class RolloutInitTest {
  private final ScriptedNode node;

  RolloutInitTest() throws IOException {
    node = new ScriptedNode();
  }

  @BeforeEach
  void aMesh() {
    node.models =
        "{\"models\":[{\"name\":\"detector\",\"version\":\"6\"},"
            + "{\"name\":\"detector\",\"version\":\"7\"},{\"name\":\"faces\",\"version\":\"1\"}]}";
    members("asia", 2, "eu", 4, "na", 120);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void theSmallestRegionThatHoldsAJuryGoesFirst() {
    Ran ran = linnet("detector", "7");

    assertThat(ran.exitCode()).isZero();
    Plan plan = PlanFile.parse(ran.out(), "plan");
    assertThat(plan.model().value()).isEqualTo("detector");
    assertThat(plan.version()).isEqualTo("7");
    assertThat(plan.waves()).extracting(Wave::name).containsExactly("eu", "rest");
    assertThat(plan.waves().get(1).takesRemaining()).isTrue();
    assertThat(ran.out())
        .contains("- {name: eu, regions: [eu]}  # 4 nodes\n")
        .contains("# all that remain: asia (2), na (120)\n");
  }

  @Test
  void aLargeRegionBeginsWithAShareOfIt() {
    Ran ran = linnet("faces", "--first", "na", "--window", "22:00-05:00", "--bake", "1h");

    Plan plan = PlanFile.parse(ran.out(), "plan");
    assertThat(plan.version()).as("the only one").isEqualTo("1");
    assertThat(plan.waves()).extracting(Wave::name).containsExactly("canary", "na", "rest");
    assertThat(plan.waves().get(0).selector().share()).hasToString("1/20");
    assertThat(plan.waves().get(0).windows())
        .singleElement()
        .hasToString(plan.waves().get(1).windows().get(0).toString());
    assertThat(plan.waves().get(0).bake()).hasHours(1);
  }

  @Test
  void whatIsLeftOutIsAskedForAtATerminal() {
    Ran ran =
        Ran.linnetOnTerminalWithInput(
            "detector\n\nasia\n\n", "rollout", "init", "--api", node.address());

    assertThat(ran.err())
        .isEqualTo(
            """
            model of detector, faces [faces]:
            version of 6, 7 [7]:
            region that goes first [eu]:
            window, such as 22:00-05:00:
            """);
    Plan plan = PlanFile.parse(ran.out(), "plan");
    assertThat(plan.waves()).extracting(Wave::name).containsExactly("asia", "rest");
    assertThat(plan.version()).isEqualTo("7");
  }

  @Test
  void whatCannotBeGuessedIsSaid() {
    assertThat(linnet("detector").err()).isEqualTo("linnet: which version? Name one of 6, 7\n");
    assertThat(linnet("detectro", "7").err())
        .isEqualTo("linnet: the asked node knows no model detectro; did you mean detector?\n");
    assertThat(linnet("detector", "7", "--first", "mars").exitCode()).isEqualTo(2);
    node.models = "{\"models\":[]}";
    assertThat(linnet().err())
        .isEqualTo(
            "linnet: the asked node has no model yet; next: linnet model push DIR --name M\n");
  }

  @Test
  void aFileIsNeverOverwritten(@TempDir Path directory) throws IOException {
    String file = directory.resolve("plan.yaml").toString();

    Ran written = linnet("detector", "7", "--file", file);
    Ran again = linnet("detector", "6", "--file", file);

    assertThat(written.err())
        .isEqualTo("wrote " + file + "; next: linnet rollout plan " + file + "\n");
    assertThat(PlanFile.parse(Files.readString(Path.of(file)), file).version()).isEqualTo("7");
    assertThat(again.err())
        .isEqualTo("linnet: " + file + ": is there already, and is not overwritten\n");
    assertThat(again.exitCode()).isEqualTo(2);
  }

  @Test
  void windowWithoutAnEndIsRefused() {
    Ran ran = linnet("detector", "7", "--window", "22:00");

    assertThat(ran.err())
        .isEqualTo("linnet: window '22:00': expected START-END such as 22:00-05:00\n");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void theSchemaIsPrinted() {
    assertThat(Ran.linnet("rollout", "schema").out()).isEqualTo(PlanSchema.text());
  }

  private void members(Object... regionsAndCounts) {
    node.members =
        IntStream.range(0, regionsAndCounts.length / 2)
            .boxed()
            .flatMap(
                i ->
                    IntStream.rangeClosed(1, (int) regionsAndCounts[2 * i + 1])
                        .mapToObj(each -> member((String) regionsAndCounts[2 * i], each)))
            .collect(Collectors.joining(",", "{\"members\":[", "]}"));
  }

  private static String member(String region, int number) {
    return "{\"node\":\"%1$s-%2$d\",\"region\":\"%1$s\",\"state\":\"ALIVE\"}"
        .formatted(region, number);
  }

  private Ran linnet(String... arguments) {
    List<String> all = new ArrayList<>(List.of("rollout", "init", "--api", node.address()));
    all.addAll(Arrays.asList(arguments));
    return Ran.linnet(all.toArray(String[]::new));
  }
}
