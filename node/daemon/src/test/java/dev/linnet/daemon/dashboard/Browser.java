package dev.linnet.daemon.dashboard;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A headless Chromium, if the machine has one, and what is wrong with a page in it. */
final class Browser implements AutoCloseable {
  private static final double PATIENCE_MILLIS = 90_000;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;
  private final String axe = axe();

  private Browser(Path program) {
    // Nothing is loaded from the network: the machine's own Chromium is driven.
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(List.of("--no-sandbox")));
  }

  /** The Chromium or Chrome of the system; {@code CHROMIUM} names another. */
  static Optional<Path> program() {
    String named = System.getenv("CHROMIUM");
    return Stream.of(
            named == null ? "" : named,
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome")
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser open(Path program) {
    return new Browser(program);
  }

  private static String axe() {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A tab, and what it complained of. */
  record Tab(BrowserContext context, Page page, List<String> complaints) implements AutoCloseable {
    /** Loads a place of the dashboard anew, lest the one before is taken for it, and waits. */
    void visit(String url) {
      page.navigate("about:blank");
      page.navigate(url);
      drawn();
    }

    void drawn() {
      page.waitForSelector("main[data-drawn] h1");
    }

    String text() {
      return page.innerText("main");
    }

    @Override
    public void close() {
      context.close();
    }
  }

  Tab tab(int width, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, width < 500 ? 740 : 860)
                .setDeviceScaleFactor(1)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setTimezoneId("UTC")
                .setColorScheme(scheme));
    Page page = context.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    List<String> complaints = new ArrayList<>();
    page.onConsoleMessage(message -> note(message, complaints));
    page.onPageError(complaints::add);
    page.onDialog(
        dialog -> {
          complaints.add("dialog " + dialog.message());
          dialog.dismiss();
        });
    return new Tab(context, page, complaints);
  }

  private static void note(ConsoleMessage message, List<String> complaints) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      complaints.add(message.text());
    }
  }

  /** Serious and critical findings of axe-core, a line each. */
  List<String> findings(Page page) {
    page.evaluate(axe);
    Object found =
        page.evaluate(
            """
            async () => (await axe.run(document)).violations
              .filter(it => ['serious', 'critical'].includes(it.impact))
              .flatMap(it => it.nodes.map(node => it.id + ': ' + node.target + ' ' + node.failureSummary))
            """);
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
