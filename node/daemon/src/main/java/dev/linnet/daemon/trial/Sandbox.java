package dev.linnet.daemon.trial;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether children of trials are shut in here, as the node's owner wishes and the machine can. */
public final class Sandbox {

  /** The owner's wish. */
  public enum Rule {
    /** They are where the machine can. */
    AUTO,
    /** They are, or nothing is tried. */
    REQUIRED,
    /** They are not. */
    OFF
  }

  /** One of the two is there. */
  private record Found(@Nullable Bubblewrap bubblewrap, @Nullable String lack) {}

  private static final String KEY = "trial.sandbox";
  private static final Found NOT_LOOKED = new Found(null, "nobody looked yet whether there is one");

  private final Rule rule;
  private final String searchPath;
  private final CompletableFuture<Found> found = new CompletableFuture<>();

  /** Knows nothing before {@link #look}. */
  public Sandbox(Rule rule) {
    this(rule, Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin"));
  }

  Sandbox(Rule rule, String searchPath) {
    this.rule = rule;
    this.searchPath = searchPath;
    if (rule == Rule.OFF) {
      found.complete(new Found(null, KEY + " is off"));
    }
  }

  /** Tries one, once. */
  void look() {
    if (!found.isDone()) {
      found.complete(find());
    }
  }

  private Found find() {
    Optional<Path> program =
        Stream.of(searchPath.split(File.pathSeparator))
            .filter(directory -> !directory.isEmpty())
            .map(directory -> Path.of(directory, "bwrap").toAbsolutePath())
            .filter(Files::isExecutable)
            .findFirst();
    if (program.isEmpty()) {
      return new Found(null, "there is no bwrap: install bubblewrap 0.8 or later");
    }
    try {
      Bubblewrap bubblewrap = new Bubblewrap(program.get(), OwnFiles.find());
      return bubblewrap
          .failure()
          .map(why -> new Found(null, why))
          .orElseGet(() -> new Found(bubblewrap, null));
    } catch (IOException | UncheckedIOException e) {
      return new Found(null, "Java's own files are not to be found: " + e.getMessage());
    }
  }

  private Found now() {
    return found.getNow(NOT_LOOKED);
  }

  /** What shuts children in; null if nothing does. */
  @Nullable Bubblewrap bubblewrap() {
    return now().bubblewrap();
  }

  /** Completes once it is known; never exceptionally. */
  public CompletableFuture<Sandbox> looked() {
    return found.thenApply(known -> this);
  }

  /** Whether there is none though the owner did not turn it off. */
  public boolean isMissing() {
    return rule != Rule.OFF && bubblewrap() == null;
  }

  /** Why nothing may be tried; empty if versions may. */
  public Optional<String> refusal() {
    return rule == Rule.REQUIRED && isMissing() ? Optional.of(required()) : Optional.empty();
  }

  private String required() {
    return KEY + " is required, and there is no sandbox (" + now().lack() + ")";
  }

  /** For a person. */
  public String sentence() {
    if (bubblewrap() != null) {
      return "a trial's child sees Java and its model alone";
    }
    return refusal()
        .map(why -> "nothing is tried: " + why)
        .orElseGet(
            () -> "a trial's child runs as the node's user, without a sandbox: " + now().lack());
  }
}
