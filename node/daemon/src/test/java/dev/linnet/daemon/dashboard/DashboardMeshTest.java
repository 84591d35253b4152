package dev.linnet.daemon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.options.ColorScheme;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two real daemons in two regions: what their pages show while a rollout goes through both. */
final class DashboardMeshTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;

  DashboardMeshTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  @Timeout(180)
  void aRealRolloutIsSeenFromEitherRegion() throws Exception {
    try (TestMesh mesh =
        TestMesh.in(directory.resolve("mesh")).region("eu", 1).region("na", 1).build()) {
      mesh.start(mesh.nodes(), PATIENCE);
      TestNode eu = mesh.node("eu-1");
      TestNode na = mesh.node("na-1");
      Await.until(
          "na-1 hears region eu",
          PATIENCE,
          () -> document(na, "links").toString().contains("\"heardFrom\":\"eu-1\""));
      assertThat(document(na, "links").get("cutOff").getAsBoolean()).isFalse();

      try (InputStream stream = listen(na);
          Scanner told = new Scanner(stream, StandardCharsets.UTF_8);
          ModelNode operator = new ModelNode(mesh, eu, directory)) {
        String rollout = operator.roll(TestModel.pair(directory, "1").directory(), "1", "1s");
        assertThat(told.findWithinHorizon("event: hello", 0)).isNotNull();
        assertThat(told.findWithinHorizon("\"kind\":\"ROLLOUT_OPENED\".*" + rollout, 0))
            .isNotNull();
        Await.until(
            "na-1 sees it promoted everywhere",
            PATIENCE,
            () -> state(na, rollout).equals("PROMOTED"));
        seeIt(na, rollout);
      }
    }
  }

  private static InputStream listen(TestNode node) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.http() + "/linnet/v1/stream")).build();
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return answer.body();
  }

  private static JsonObject document(TestNode node, String path) {
    return JsonParser.parseString(node.get("/linnet/v1/" + path).orElse("{}")).getAsJsonObject();
  }

  private static String state(TestNode node, String rollout) {
    JsonElement state = document(node, "rollouts/" + rollout).get("state");
    return state == null ? "" : state.getAsString();
  }

  /** On the page too, if there is a browser. */
  private static void seeIt(TestNode node, String rollout) {
    assertThat(node.get("/dashboard/").orElse("")).contains("main.js");
    Browser.program()
        .ifPresent(
            program -> {
              try (Browser browser = Browser.open(program);
                  Browser.Tab tab = browser.tab(1280, ColorScheme.DARK)) {
                tab.visit(node.http() + "/#/rollouts/" + rollout);
                assertThat(tab.text()).contains("PROMOTED", "ROLLOUT_OPENED");
                tab.visit(node.http() + "/#/mesh");
                tab.page().waitForSelector("tr[data-key=eu] .pill.good:has-text('HEARD')");
                tab.visit(node.http() + "/#/node");
                tab.page().waitForSelector(".pill.good:has-text('SERVING')");
                assertThat(browser.findings(tab.page())).isEmpty();
                assertThat(tab.complaints()).isEmpty();
              }
            });
  }
}
