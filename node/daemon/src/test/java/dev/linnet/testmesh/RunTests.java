package dev.linnet.testmesh;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs one test class, {@code CLASS} or {@code CLASS#METHOD}, and prints a line {@code FAILED TEST
 * REASON} for each failure. Exit code 0 if all passed, 1 if one failed, 2 if there was none to run.
 */
public final class RunTests {
  private RunTests() {}

  /** Takes one argument. */
  public static void main(String[] arguments) {
    String name = arguments[0];
    DiscoverySelector selector = name.contains("#") ? selectMethod(name) : selectClass(name);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selector).build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    for (TestExecutionSummary.Failure failure : summary.getFailures()) {
      String display = failure.getTestIdentifier().getLegacyReportingName();
      System.out.println("FAILED " + brief(name, display) + " " + reason(failure.getException()));
    }
    boolean ran = summary.getTestsFoundCount() > 0;
    System.exit(!ran ? 2 : summary.getFailures().isEmpty() ? 0 : 1);
  }

  private static String brief(String name, String method) {
    String className = name.replaceFirst("#.*", "").replaceFirst(".*\\.", "");
    return className + "." + method.replaceAll("\\(.*", "").replaceAll("\\s+", "-");
  }

  /** The first line that says something. */
  private static String reason(Throwable failure) {
    String first =
        String.valueOf(failure.getMessage())
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .findFirst()
            .orElse("");
    return first.isEmpty() ? failure.getClass().getSimpleName() : first;
  }
}
