package dev.linnet.daemon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.linnet.core.NodeView;
import dev.linnet.core.Notice;
import dev.linnet.daemon.dashboard.Browser.Tab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a browser, in each state that an operator meets. With {@code LINNET_SCREENSHOTS=DIR}
 * each is also drawn into a file, wide and narrow, light and dark.
 */
final class DashboardPageTest {
  private static final String ROLLOUT = "#/rollouts/" + MeshStates.NEW.hex();
  private static final List<String> PAGES =
      List.of("#/mesh", "#/rollouts", ROLLOUT, "#/models", "#/node");

  private static @Nullable Browser browser;

  private final Path directory;
  private @Nullable RecordedNode node;

  DashboardPageTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void launch() {
    Optional<Path> program = Browser.program();
    assumeTrue(
        program.isPresent(),
        "no Chromium on this machine: install it, or name one with CHROMIUM, to test the page");
    browser = Browser.open(program.get());
  }

  @AfterAll
  static void quit() {
    if (browser != null) {
      browser.close();
    }
  }

  private RecordedNode start(NodeView view) throws Exception {
    node = new RecordedNode(directory, view);
    return node;
  }

  @AfterEach
  void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private static Tab tab(int width, ColorScheme scheme) {
    return Objects.requireNonNull(browser).tab(width, scheme);
  }

  @Test
  void aNodeThatIsAloneSaysWhatToDo() throws Exception {
    RecordedNode empty = start(MeshStates.alone());
    List<Tab> tabs =
        look(empty, "empty", PAGES.stream().filter(it -> !it.equals(ROLLOUT)).toList());
    Tab tab = tabs.get(0);
    tab.visit(empty.url() + "/#/mesh");
    assertThat(tab.text()).contains("No other node is known yet", "linnet mesh enroll");
    tab.visit(empty.url() + "/#/rollouts");
    assertThat(tab.text()).contains("Nothing was announced yet", "linnet rollout announce");
    tabs.forEach(Tab::close);
  }

  @Test
  void aRolloutUnderWay() throws Exception {
    RecordedNode rolling = start(MeshStates.rolling());
    rolling.store(0, 40);
    hearAll(rolling);
    history(rolling);
    List<Tab> tabs = look(rolling, "rolling", PAGES);
    Tab tab = tabs.get(0);
    tab.visit(rolling.url() + "/" + ROLLOUT);
    assertThat(tab.text())
        .contains("ROLLING", "PROMOTED by 3 of 3", "2 of 3 needed", "linnet rollout pause")
        .contains("needs 1.2 GiB of memory")
        .contains("it serves here and nothing speaks against it")
        .contains("From the line on, healthy ones promote.")
        .containsPattern("Expires\\s+\\d{4}-\\d{2}-\\d{2} [0-9:]{8} \\+00:00");
    assertThat(tab.page().getAttribute("[data-text^='linnet rollout abort']", "data-text"))
        .isEqualTo(
            "linnet rollout abort "
                + MeshStates.NEW.brief()
                + " --key OPERATOR.key --reason \"WHY\"");
    tab.visit(rolling.url() + "/#/models");
    assertThat(tab.text()).contains("36/36", "(89 %)");

    Tab narrow = tabs.get(1);
    narrow.visit(rolling.url() + "/" + ROLLOUT);
    assertThat(narrow.text()).contains("needs 1.2 GiB of memory").doesNotContain("–");
    narrow.visit(rolling.url() + "/#/node");
    assertThat(
            narrow
                .page()
                .evaluate("document.querySelector('.checks li > :last-child').offsetWidth > 250"))
        .describedAs("what a check says has the whole line where there is little room")
        .isEqualTo(true);

    // By the stream, without asking again.
    tab.visit(rolling.url() + "/" + ROLLOUT);
    tab.page().waitForSelector(".live.on");
    rolling.knows(MeshStates.rolledBack());
    tab.page().waitForSelector(".headline .pill.bad:has-text('ROLLED_BACK')");
    tabs.forEach(Tab::close);
  }

  @Test
  void aRolloutThatWasRolledBack() throws Exception {
    RecordedNode back = start(MeshStates.rolledBack());
    back.store(0, 40);
    hearAll(back);
    history(back);
    back.happened(
        95,
        notice(
            Notice.Severity.WARNING,
            "VERDICT",
            "region na-east rolled detector 7 back by 2 votes"));
    List<Tab> tabs = look(back, "rolled-back", List.of("#/rollouts", ROLLOUT));
    Tab tab = tabs.get(0);
    tab.visit(back.url() + "/" + ROLLOUT);
    assertThat(tab.text())
        .contains("Rolled back", "na-east in wave na (2 of 4 jurors unhealthy)")
        .contains("rolled detector 7 back by 2 votes", "region na-east rolled it back by 2 votes")
        .doesNotContain("linnet rollout pause");
    tabs.forEach(Tab::close);
  }

  @Test
  void aRegionThatIsCutOff() throws Exception {
    RecordedNode alone = start(MeshStates.rolling());
    alone.store(0, 40);
    hearAll(alone);
    alone.quietFor(190);
    alone.hears("eu-central-2");
    alone.happened(
        60, notice(Notice.Severity.WARNING, "STALE", "last news from eu-west: 2 min ago"));
    List<Tab> tabs = look(alone, "cut-off", List.of("#/mesh", ROLLOUT));
    Tab tab = tabs.get(0);
    tab.visit(alone.url() + "/#/mesh");
    assertThat(tab.text()).contains("Region eu-central is cut off", "for 3 min", "0/4");
    alone.hears("na-east-1", "asia-1", "na-west-3");
    tab.page().waitForSelector(".notice.warn:has-text('No word from eu-west')");
    tabs.forEach(Tab::close);
  }

  /** What others wrote is only ever text. */
  @Test
  void hostileTextsRunNothing() throws Exception {
    RecordedNode hostile = start(MeshStates.hostile());
    hearAll(hostile);
    hostile.happened(
        5, notice(Notice.Severity.ALARM, MeshStates.HOSTILE, "of " + MeshStates.HOSTILE));
    try (Tab tab = tab(1280, ColorScheme.LIGHT)) {
      for (String place : PAGES) {
        tab.visit(hostile.url() + "/dashboard/" + place);
        assertThat(tab.page().querySelector("main img, main script")).isNull();
      }
      tab.visit(hostile.url() + "/dashboard/" + ROLLOUT);
      assertThat(tab.text()).contains(MeshStates.HOSTILE);
      assertThat(tab.complaints()).isEmpty();
    }
    try (Tab narrow = tab(360, ColorScheme.LIGHT)) {
      narrow.visit(hostile.url() + "/dashboard/" + ROLLOUT);
      assertFits(narrow.page());
    }
  }

  @Test
  void theKeyboardReachesEverything() throws Exception {
    RecordedNode rolling = start(MeshStates.rolling());
    hearAll(rolling);
    try (Tab tab = tab(1280, ColorScheme.LIGHT)) {
      Page page = tab.page();
      tab.visit(rolling.url() + "/#/mesh");
      page.keyboard().press("Tab");
      assertThat(focused(page)).isEqualTo("Skip to content");
      page.keyboard().press("Enter");
      assertThat(page.evaluate("document.activeElement.id")).isEqualTo("content");
      page.focus("nav a[href='#/rollouts']");
      page.keyboard().press("Enter");
      page.waitForSelector("main[data-page=rollouts] h1");
      assertThat(page.evaluate("document.activeElement.id")).isEqualTo("content");
      assertThat(page.getAttribute("nav a[href='#/rollouts']", "aria-current")).isEqualTo("page");
      // What is focused or open stays so when news come.
      page.focus("main button");
      rolling.knows(MeshStates.rolledBack());
      page.waitForSelector("main .pill.bad");
      assertThat(page.evaluate("document.activeElement.tagName")).isEqualTo("BUTTON");
    }
  }

  private static Object focused(Page page) {
    return page.evaluate("document.activeElement.textContent");
  }

  private static void hearAll(RecordedNode node) {
    node.hears("eu-central-2", "eu-west-1", "na-east-2", "na-west-1", "asia-3");
    node.quietFor(3);
  }

  private static Notice notice(Notice.Severity severity, String kind, String sentence) {
    return new Notice(
        severity,
        kind,
        sentence,
        Map.of("rollout", MeshStates.NEW.hex(), "model", "detector", "region", "na-east"));
  }

  private static void history(RecordedNode node) {
    Notice.Severity info = Notice.Severity.INFO;
    node.happened(
        2_510, notice(info, "ROLLOUT_ANNOUNCED", "alice announced detector 7, generation 7"));
    node.happened(2_400, notice(info, "ROLLOUT_OPENED", "detector 7 opens here in wave canary"));
    node.happened(
        1_380, notice(info, "VERDICT", "region eu-central promoted detector 7 in wave canary"));
    node.happened(
        1_020,
        notice(
            Notice.Severity.WARNING,
            "DRIFT",
            "input image lies far from the baseline of detector 7: psi 0.31"));
    node.happened(420, notice(info, "VERDICT", "region eu-west promoted detector 7 in wave eu"));
  }

  /** Each page wide and narrow, light and dark: nothing serious is wrong with any. */
  private static List<Tab> look(RecordedNode node, String state, List<String> places)
      throws Exception {
    Tab wide = tab(1280, ColorScheme.LIGHT);
    Tab narrow = tab(360, ColorScheme.DARK);
    for (String place : places) {
      for (Tab tab : List.of(wide, narrow)) {
        tab.visit(node.url() + "/dashboard/" + place);
        assertThat(Objects.requireNonNull(browser).findings(tab.page()))
            .describedAs(state + " " + place)
            .isEmpty();
        assertFits(tab.page());
        assertThat(tab.complaints()).describedAs(state + " " + place).isEmpty();
      }
    }
    String screenshots = System.getenv("LINNET_SCREENSHOTS");
    if (screenshots != null) {
      draw(node, Path.of(screenshots), state, places);
    }
    return List.of(wide, narrow);
  }

  private static void assertFits(Page page) {
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .describedAs("nothing sticks out to the right at " + page.url())
        .isEqualTo(true);
  }

  private static void draw(RecordedNode node, Path to, String state, List<String> places)
      throws Exception {
    Files.createDirectories(to);
    for (int width : new int[] {1280, 360}) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        try (Tab tab = tab(width, scheme)) {
          for (String place : places) {
            tab.visit(node.url() + "/dashboard/" + place);
            tab.page().waitForSelector(".live.on");
            String name = place.replaceAll("^#/", "").replaceAll("/[0-9a-f]+", "-one");
            tab.page()
                .screenshot(
                    new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(
                            to.resolve(
                                state
                                    + "-"
                                    + name
                                    + "-"
                                    + width
                                    + "-"
                                    + (scheme == ColorScheme.DARK ? "dark" : "light")
                                    + ".png")));
          }
        }
      }
    }
  }
}
