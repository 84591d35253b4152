package dev.linnet.simulator.result;

import dev.linnet.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One page that holds all of a run and asks the network for nothing. */
final class Page {
  private static final List<String> PLOTS = List.of("convergence", "traffic", "timeline");

  private Page() {}

  static void write(Path directory, Scenario scenario, RunResult result) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .append(" style-src 'unsafe-inline'\">\n<title>")
        .append(escaped(scenario.name()))
        .append("</title>\n<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto}")
        .append("td{padding:.1em 1em .1em 0}svg{max-width:100%;height:auto}</style></head><body>\n")
        .append("<h1>")
        .append(escaped(scenario.name()))
        .append("</h1>\n<p>Seed ")
        .append(result.seed())
        .append(", ")
        .append(scenario.nodeCount())
        .append(" nodes in ")
        .append(scenario.regionNames().size())
        .append(" regions.</p>\n");
    result
        .ended()
        .violation()
        .ifPresent(
            broken ->
                page.append("<p><strong>")
                    .append(escaped(broken.toString()))
                    .append("</strong></p>\n"));
    for (String plot : PLOTS) {
      String svg = Files.readString(directory.resolve("plots/" + plot + ".svg"));
      page.append("<figure>")
          .append(
              svg.substring(svg.indexOf("<svg"))
                  .replaceAll("(id=\"|url\\(#|href=\"#)", "$1" + plot + "-"))
          .append("</figure>\n");
    }
    page.append("<table>\n");
    for (Map.Entry<String, String> figure : result.figures().entrySet()) {
      page.append("<tr><td>")
          .append(escaped(figure.getKey()))
          .append("</td><td>")
          .append(escaped(figure.getValue()))
          .append("</td></tr>\n");
    }
    page.append("</table>\n</body></html>\n");
    Files.writeString(directory.resolve("report.html"), page);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
