package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far bytes have come, drawn for a person at a terminal and for nobody else. */
final class Progress implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  /**
   * Begins to draw.
   *
   * @param shown whether anybody sees it
   */
  Progress(boolean shown, String what, long bytes) {
    bar =
        shown
            ? new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(bytes)
                .setUnit(" MiB", 1 << 20)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .build()
            : null;
  }

  /** Of a model's document, as ModelRequest is answered with. */
  static Progress of(Terminal terminal, boolean waits, JsonObject model) {
    Progress progress =
        new Progress(
            waits && terminal.interactive(),
            Doc.text(model, "name") + " " + Doc.text(model, "version"),
            Doc.number(model, "sizeBytes"));
    progress.at(Doc.number(model, "storedBytes"));
    return progress;
  }

  void more(long bytes) {
    if (bar != null) {
      bar.stepBy(bytes);
    }
  }

  void at(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
