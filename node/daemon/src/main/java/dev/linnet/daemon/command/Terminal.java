package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.Passphrases;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where a command reads and prints: data on {@code out}, messages on {@code err}, in UTF-8. A
 * reader that has gone away is no error.
 *
 * @param interactive whether a person sees {@code out} on a terminal
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Map<String, String> environment,
    boolean interactive) {
  /** Columns and lines. */
  record Size(int columns, int lines) {}

  /** Tells, from the start script, whether standard output is a terminal. */
  private static final String PROPERTY = "linnet.terminal";

  private static final String PASSPHRASE = "passphrase";
  private static final Size USUAL_SIZE = new Size(80, 24);

  static Terminal ofProcess() {
    String told = System.getProperty(PROPERTY);
    return new Terminal(
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        System.in,
        System.getenv(),
        told == null ? System.console() != null : told.equals("true"));
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
  }

  /** Prints a message, which is not data. */
  void say(String message) {
    out.flush();
    err.println(message);
    err.flush();
  }

  /**
   * Asks a person whether to go on.
   *
   * @throws UserError if they do not say yes, or nobody is there to be asked
   */
  void confirm(String question) {
    if (!interactive) {
      throw new UserError(
          UserError.USAGE, "nothing was done: there is no terminal to ask on; say --yes to go on");
    }
    say(question + " Type yes to go on:");
    if (!line().equals("yes")) {
      throw new UserError(UserError.FAILED, "nothing was done");
    }
  }

  /**
   * Where the passphrases of keys and the PINs of tokens come from: the file that {@code
   * LINNET_PASSPHRASE_FILE} names, or else a person, who sees nothing of what they type.
   */
  Passphrases passphrases() {
    String file = environment.getOrDefault("LINNET_PASSPHRASE_FILE", "");
    return file.isEmpty()
        ? (word, key) -> unseen("The " + word + " of " + key + ": ", word, key)
        : Passphrases.in(Path.of(file));
  }

  /** Asks a person for a passphrase that a key is to have, twice. */
  char[] newPassphrase(Path key) {
    char[] once = unseen("New passphrase of " + key + ": ", PASSPHRASE, key.toString());
    char[] again = unseen("Once more: ", PASSPHRASE, key.toString());
    boolean same = Arrays.equals(once, again);
    Arrays.fill(again, '\0');
    if (!same) {
      throw new UserError(UserError.USAGE, "nothing was done: the two passphrases differ");
    }
    return once;
  }

  private static char[] unseen(String question, String word, String key) {
    Console console = System.console();
    char[] answer = console == null ? null : console.readPassword("%s", question);
    if (answer == null) {
      throw new UserError(
          UserError.USAGE,
          key
              + ": takes a "
              + word
              + ", and there is no terminal to ask on; let"
              + " LINNET_PASSPHRASE_FILE name a file that holds it");
    }
    return answer;
  }

  /** Asks a person for a word; an empty answer is {@code otherwise}. */
  String ask(String question, String otherwise) {
    say(question + (otherwise.isEmpty() ? "" : " [" + otherwise + "]") + ":");
    String answer = line();
    return answer.isEmpty() ? otherwise : answer;
  }

  /** One line, read byte by byte so that the next question finds what comes after it. */
  private String line() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
        line.write(next);
      }
    } catch (IOException e) {
      throw new UserError(UserError.FAILED, "nothing was done: no answer could be read", e);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  /** Whether colours are wanted (no-color.org). */
  boolean colored() {
    return interactive
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** Whether lines may be drawn again. */
  boolean redraws() {
    return interactive && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** Prints what is waiting, and whether anybody still reads. */
  boolean flush() {
    err.flush();
    return !out.checkError();
  }

  /** How much room a line has; all that it wants where no person sees it. */
  int columns() {
    return interactive ? size().columns() : Integer.MAX_VALUE;
  }

  /** The size now; 80 by 24 where nobody knows. */
  Size size() {
    if (!interactive) {
      return USUAL_SIZE;
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (!stty.waitFor(1, TimeUnit.SECONDS)) {
          return USUAL_SIZE;
        }
        String[] words =
            new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ", 2);
        Size size = new Size(Integer.parseInt(words[1]), Integer.parseInt(words[0]));
        return size.columns() < 20 || size.lines() < 5 ? USUAL_SIZE : size;
      } finally {
        stty.destroy();
      }
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return USUAL_SIZE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL_SIZE;
    }
  }
}
