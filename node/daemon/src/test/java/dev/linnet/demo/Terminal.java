package dev.linnet.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the demo is told: lines that stay and, on a real terminal, a block below them that is drawn
 * over and over.
 */
final class Terminal {
  private final PrintStream out;
  private final boolean live;
  private final boolean color;
  private final long startNanos = System.nanoTime();
  private List<String> block = List.of();
  private boolean muted;

  Terminal(PrintStream out) {
    this.out = out;
    this.live = System.console() != null && !"dumb".equals(System.getenv("TERM"));
    this.color = live && System.getenv("NO_COLOR") == null;
  }

  /** Whether there is a block that is drawn over. */
  boolean live() {
    return live;
  }

  /** Prints lines that stay. */
  synchronized void say(String text) {
    if (!muted) {
      erase();
      out.println(text);
      redraw();
    }
  }

  /** Prints the start of a chapter. */
  void chapter(String text) {
    say("\n" + bold(String.format(Locale.ROOT, "[%5.1f s] %s", seconds(), text)));
  }

  /** Prints a line with the time. */
  void event(String text) {
    say(String.format(Locale.ROOT, "[%5.1f s]   %s", seconds(), text));
  }

  /** Draws the block anew; without a terminal this is nothing. */
  synchronized void draw(List<String> lines) {
    if (live && !muted) {
      erase();
      block = new ArrayList<>(lines);
      redraw();
    }
  }

  /** Lets the block go. */
  synchronized void clear() {
    erase();
    block = List.of();
  }

  /** Says nothing any more: someone pressed Ctrl-C. */
  synchronized void mute() {
    muted = true;
  }

  double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  String bold(String text) {
    return paint("1", text);
  }

  String good(String text) {
    return paint("32", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  private String paint(String code, String text) {
    return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private void erase() {
    if (!block.isEmpty()) {
      out.print("\u001b[" + block.size() + "A\u001b[J");
    }
  }

  private void redraw() {
    block.forEach(out::println);
    out.flush();
  }
}
