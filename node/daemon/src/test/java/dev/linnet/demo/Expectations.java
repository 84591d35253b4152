package dev.linnet.demo;

import java.util.ArrayList;
import java.util.List;

/** What the demo is to show, and whether it did. */
final class Expectations {
  /** One of them; {@code seen} is what was seen instead, or in support. */
  record Expectation(String what, boolean met, String seen) {}

  private final List<Expectation> all = new ArrayList<>();
  private final Terminal terminal;

  Expectations(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Notes whether something came about; the story goes on. */
  void check(String what, boolean met, String seen) {
    all.add(new Expectation(what, met, seen));
    terminal.event((met ? terminal.good("ok  ") : terminal.bad("NOT ")) + what + " (" + seen + ")");
  }

  List<Expectation> all() {
    return List.copyOf(all);
  }

  List<Expectation> unmet() {
    return all.stream().filter(each -> !each.met()).toList();
  }
}
