package dev.linnet.daemon.operator;

import static dev.linnet.daemon.operator.TestView.MODEL;
import static dev.linnet.daemon.operator.TestView.NA;
import static dev.linnet.daemon.operator.TestView.NOW;
import static dev.linnet.daemon.operator.TestView.stored;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.survey.Survey;
import dev.linnet.daemon.survey.Survey.Absences;
import dev.linnet.daemon.survey.Survey.Received;
import dev.linnet.daemon.survey.Survey.Requests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwinDocumentTest {
  private static final long SECOND = 1_000_000_000L;
  private static final RegionName EU = TestView.EU;

  private final Map<NodeName, Survey> surveys = new HashMap<>();

  TwinDocumentTest() {
    surveys.put(
        new NodeName("eu-1"),
        new Survey(
            2 * SECOND,
            300_000_000L,
            Map.of(MODEL, new Requests(600, 6, 60 * SECOND)),
            Map.of(NA, new Received(10_000_000, 8 * SECOND)),
            Map.of(EU, 800_000L, NA, 90_000_000L),
            new Absences(1_000 * SECOND, 2, 1, 30 * SECOND)));
    surveys.put(
        new NodeName("na-1"),
        new Survey(
            4 * SECOND,
            0,
            Map.of(MODEL, new Requests(120, 0, 60 * SECOND)),
            Map.of(),
            Map.of(EU, 88_000_000L),
            new Absences(1_000 * SECOND, 0, 0, 0)));
  }

  @Test
  void whatWasMeasuredStandsWhereAScenarioReadsIt() {
    JsonObject twin = document(view()).getAsJsonObject("twin");

    assertThat(twin.get("start").getAsString()).isEqualTo(NOW.toString());
    assertThat(twin.getAsJsonObject("classes"))
        .hasToString("{\"node\":{\"unlabelled\":true,\"trial\":\"4000 ms\",\"load\":\"300 ms\"}}");
    assertThat(twin.getAsJsonObject("regions"))
        .hasToString(
            "{\"eu\":{\"classes\":{\"node\":4},\"requests\":\"10/s\"},"
                + "\"na\":{\"classes\":{\"node\":1},\"requests\":\"2/s\"}}");
    assertThat(twin.getAsJsonObject("links"))
        .hasToString(
            "{\"table\":\"none\",\"within\":\"400 us\",\"between\":\"44 ms\",\"pairs\":["
                + "{\"from\":\"eu\",\"to\":\"na\",\"delay\":\"44 ms\",\"oneWay\":true},"
                + "{\"from\":\"na\",\"to\":\"eu\",\"delay\":\"44 ms\",\"bandwidth\":\"10000 kbit\","
                + "\"oneWay\":true}]}");
    assertThat(twin.getAsJsonArray("churn"))
        .hasToString(
            "[{\"nodes\":\"eu\",\"up\":{\"exponential\":{\"mean\":\"1485 s\"}},"
                + "\"down\":{\"exponential\":{\"mean\":\"30 s\"}}}]");
  }

  @Test
  void aVersionCountsWithWhatTheServingOneLacks() {
    JsonObject models = document(view()).getAsJsonObject("twin").getAsJsonObject("models");

    assertThat(models)
        .hasToString(
            "{\"detector\":{"
                + "\"1\":{\"chunks\":2,\"chunkSize\":100,\"opset\":17,\"fails\":{\"eu\":\"0.01\"}},"
                + "\"2\":{\"chunks\":1,\"chunkSize\":100,\"opset\":17}}}");
  }

  @Test
  void whatServesIsBroughtAboutAndWhoIsGoneIsGone() {
    NodeView view = view();
    List<Member> members =
        view.members().stream()
            .map(
                member ->
                    member.peer().node().value().equals("eu-3")
                        ? new Member(member.peer(), member.record(), member.models(), Liveness.DEAD)
                        : member)
            .toList();

    JsonObject document = document(with(view, members));

    JsonObject twin = document.getAsJsonObject("twin");
    assertThat(twin.get("faults")).hasToString("[{\"at\":\"0s\",\"crash\":[\"eu-3\"]}]");
    assertThat(twin.getAsJsonArray("rollouts").toString())
        .contains("\"model\":{\"name\":\"detector\",\"version\":\"1\"}");
    assertThat(document.get("notes").toString())
        .contains("3 of 4 nodes say that they serve version 1 of detector; the twin's all do")
        .contains("2 living nodes were not asked or did not answer");
  }

  @Test
  void nothingSaysWhereAnythingIs() {
    assertThat(document(view()).toString())
        .doesNotContain("127.0.0.1", "7700")
        .doesNotContain(TestView.digest("manifest of 1").hex());
  }

  private static NodeView view() {
    return TestView.view(
        List.of(), List.of(stored("1", 2, "a", "b"), stored("2", 3, "a", "b", "c")));
  }

  private static NodeView with(NodeView view, List<Member> members) {
    return new NodeView(
        view.self(),
        view.region(),
        members,
        view.others(),
        view.rollouts(),
        view.courses(),
        view.models(),
        view.roots());
  }

  private JsonObject document(NodeView view) {
    return new TwinDocument(view, surveys, NOW).toJson();
  }
}
