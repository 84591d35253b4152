package dev.linnet.bench.swarm;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.linnet.bench.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Figures for people and for programs. Parts that were not measured keep what was written of them.
 */
final class Report {
  private final String command;
  private final String machine;
  private final List<Figures> figures;

  Report(String command, String machine, List<Figures> figures) {
    this.command = command;
    this.machine = machine;
    this.figures = List.copyOf(figures);
  }

  void print() {
    parts()
        .forEach(
            part -> {
              System.out.println();
              lines(part).forEach(System.out::println);
            });
  }

  /** Writes the figures of this run alone. */
  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    write(json(), file);
    System.out.println("\nwritten to " + file);
  }

  /** Replaces the measured parts in {@code swarm.md} and {@code swarm.json}, and draws the plot. */
  void writeInto(Path documents) throws IOException {
    Path document = documents.resolve("swarm.md");
    String text = Files.readString(document);
    for (String part : parts()) {
      text = Tables.with(text, "swarm-" + part, lines(part), document);
    }
    Files.writeString(document, text);
    Path file = documents.resolve("swarm.json");
    JsonArray all = new JsonArray();
    if (Files.exists(file)) {
      Set<String> measured = Set.copyOf(parts());
      for (JsonElement row : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
        if (!measured.contains(row.getAsJsonObject().get("part").getAsString())) {
          all.add(row);
        }
      }
    }
    all.addAll(json());
    write(all, file);
    RacePlot.of(all).write(documents.resolve("swarm.svg"));
    System.out.println("written into " + documents);
  }

  private List<String> parts() {
    return figures.stream().map(each -> each.part).distinct().collect(Collectors.toList());
  }

  private List<String> lines(String part) {
    List<String> lines = new ArrayList<>(List.of("`" + command + "`: " + machine, ""));
    lines.addAll(Figures.header());
    figures.stream().filter(each -> each.part.equals(part)).map(Figures::row).forEach(lines::add);
    return lines;
  }

  private JsonArray json() {
    JsonArray rows = new JsonArray();
    figures.stream().map(Figures::json).forEach(rows::add);
    return rows;
  }

  private static void write(JsonArray rows, Path file) throws IOException {
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(rows) + "\n");
  }
}
