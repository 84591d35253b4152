package dev.linnet.documents.plan;

import dev.linnet.core.rollout.Wave;
import dev.linnet.core.rollout.Window;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads when a wave may open: one window, or a list of them. */
final class WindowFields {
  private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

  private WindowFields() {}

  static List<Window> readAll(YamlNode node) {
    if (!node.isList()) {
      return List.of(read(node));
    }
    List<YamlNode> nodes = node.list();
    if (nodes.isEmpty() || nodes.size() > Wave.MAX_WINDOWS) {
      throw node.error("expected 1 to " + Wave.MAX_WINDOWS + " windows, got " + nodes.size());
    }
    return nodes.stream().map(WindowFields::read).toList();
  }

  private static Window read(YamlNode node) {
    YamlMap map = node.map("days", "start", "end", "zone");
    SortedSet<DayOfWeek> days =
        map.optional("days")
            .map(WindowFields::days)
            .orElseGet(() -> new TreeSet<>(List.of(DayOfWeek.values())));
    LocalTime start = map.required("start").parsed(WindowFields::time);
    LocalTime end = map.required("end").parsed(WindowFields::time);
    String zone = map.read("zone", Window.LOCAL, YamlNode::string);
    try {
      return new Window(days, start, end, zone);
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  private static SortedSet<DayOfWeek> days(YamlNode node) {
    SortedSet<DayOfWeek> days = new TreeSet<>();
    for (YamlNode each : node.list()) {
      int index = DAYS.indexOf(each.string());
      if (index < 0) {
        throw each.error(
            "expected Mon, Tue, Wed, Thu, Fri, Sat or Sun, got '" + each.string() + "'");
      }
      days.add(DayOfWeek.of(index + 1));
    }
    return days;
  }

  private static LocalTime time(String text) {
    if (!TIME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "': expected a time from 00:00 to 23:59, in quotes");
    }
    return LocalTime.of(
        Integer.parseInt(text.substring(0, 2)), Integer.parseInt(text.substring(3)));
  }
}
