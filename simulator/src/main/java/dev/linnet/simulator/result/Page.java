package dev.linnet.simulator.result;

import dev.linnet.simulator.study.Plot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * One page that holds all that it shows and asks the network for nothing: its policy forbids
 * everything but its own style and a script of one digest. Text that is given is escaped.
 */
public final class Page {
  private final StringBuilder body = new StringBuilder();
  private final String title;
  private String script = "";
  private int figures;

  public Page(String title) {
    this.title = title;
    body.append("<h1>").append(Html.escaped(title)).append("</h1>\n");
  }

  public Page heading(String text) {
    body.append("<h2>").append(Html.escaped(text)).append("</h2>\n");
    return this;
  }

  public Page text(String text) {
    body.append("<p>").append(Html.escaped(text)).append("</p>\n");
    return this;
  }

  /** What must not be overlooked. */
  public Page warning(String text) {
    body.append("<p class=\"warning\" role=\"alert\">").append(Html.escaped(text)).append("</p>\n");
    return this;
  }

  /** A plot under its title, in two widths of which the style shows one. */
  public Page figure(Plot plot, String caption) {
    figures++;
    body.append("<figure role=\"img\" aria-label=\"")
        .append(Html.escaped(plot.title()))
        .append("\">\n<h3>")
        .append(Html.escaped(plot.title()))
        .append("</h3>\n<div class=\"wide\">")
        .append(inline(plot.wide(), "w" + figures + "-"))
        .append("</div>\n<div class=\"narrow\">")
        .append(inline(plot.narrow(), "n" + figures + "-"))
        .append("</div>\n<figcaption>")
        .append(Html.escaped(caption))
        .append("</figcaption></figure>\n");
    return this;
  }

  /** Ids are the page's own, and so are the colours of ink and paper. */
  private static String inline(String svg, String prefix) {
    return svg.substring(svg.indexOf("<svg"))
        .strip()
        .replaceAll("(id=\"|url\\(#|href=\"#)", "$1" + prefix)
        .replaceAll("(fill|stroke):white", "$1:var(--paper)")
        .replaceAll("(fill|stroke):black", "$1:currentColor")
        .replaceFirst(
            "<svg height=\"(\\d+)\"(.*?) width=\"(\\d+)\"", "<svg viewBox=\"0 0 $3 $1\"$2");
  }

  /** The first column names the rows. */
  public Page table(List<String> head, List<List<String>> rows) {
    body.append("<div class=\"scrolls\" tabindex=\"0\"><table>\n<thead><tr>");
    head.forEach(
        cell -> body.append("<th scope=\"col\">").append(Html.escaped(cell)).append("</th>"));
    body.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      body.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        body.append(i == 0 ? "<th scope=\"row\">" : "<td>")
            .append(Html.escaped(row.get(i)))
            .append(i == 0 ? "</th>" : "</td>");
      }
      body.append("</tr>\n");
    }
    body.append("</tbody></table></div>\n");
    return this;
  }

  /** What follows until {@link #endFold} is shown when it is asked for. */
  public Page fold(String summary) {
    body.append("<details><summary>").append(Html.escaped(summary)).append("</summary>\n");
    return this;
  }

  public Page endFold() {
    body.append("</details>\n");
    return this;
  }

  /** What is markup already, and the script that brings it to life. */
  Page part(String markup, String scriptOfPart) {
    body.append(markup);
    script = scriptOfPart;
    return this;
  }

  public void write(Path file) throws IOException {
    String policy =
        "default-src 'none'; style-src 'unsafe-inline'"
            + (script.isEmpty() ? "" : "; script-src 'sha256-" + digest(script) + "'");
    Files.writeString(
        file,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\""
            + policy
            + "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            + "<title>"
            + Html.escaped(title)
            + "</title>\n<style>\n"
            + resource("page.css")
            + "</style>\n</head>\n<body>\n<main>\n"
            + body
            + "</main>\n"
            + (script.isEmpty() ? "" : "<script>" + script + "</script>\n")
            + "</body>\n</html>\n");
  }

  static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
