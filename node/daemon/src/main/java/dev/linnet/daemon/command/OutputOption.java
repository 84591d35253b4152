package dev.linnet.daemon.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.ToNumberPolicy;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Option;

/** {@code -o}, and printing by it. */
final class OutputOption {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final Gson PLAIN =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      converter = Format.Converter.class,
      completionCandidates = Format.Words.class,
      defaultValue = "table",
      description = "table, json or yaml (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  OutputOption() {}

  /** A document of a command's own, to be filled. */
  static JsonObject document() {
    JsonObject document = new JsonObject();
    document.addProperty("apiVersion", "linnet/v1");
    return document;
  }

  Format format() {
    return format;
  }

  /** How a document is laid out for people, in so many columns where that can be. */
  interface Layout<T> {
    String of(T document, int columns);
  }

  /** Prints a document, as a table by {@code table}. */
  <T extends JsonElement> void print(Terminal terminal, T document, Layout<T> table) {
    terminal
        .out()
        .print(
            format == Format.TABLE
                ? table.of(document, terminal.columns())
                : text(document) + "\n");
  }

  /** Prints a document, as text that is left as it is by {@code text}. */
  <T extends JsonElement> void print(Terminal terminal, T document, Function<T, String> text) {
    print(terminal, document, (T shown, int columns) -> text.apply(shown));
  }

  /** Prints one of many documents on a line of its own. */
  <T extends JsonElement> void printLine(Terminal terminal, T document, Function<T, String> line) {
    switch (format) {
      case TABLE -> terminal.out().println(line.apply(document));
      case JSON -> terminal.out().println(document);
      case YAML -> terminal.out().println("---\n" + text(document));
    }
  }

  private String text(JsonElement document) {
    if (format == Format.JSON) {
      return PRETTY.toJson(document);
    }
    return yaml(document);
  }

  /** A document in YAML, without a line break at its end. */
  static String yaml(JsonElement document) {
    DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(PLAIN.fromJson(document, Object.class)).stripTrailing();
  }
}
