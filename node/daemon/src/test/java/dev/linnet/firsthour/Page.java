package dev.linnet.firsthour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A page whose blocks of {@code console} hold commands, after {@code $} and in further lines after
 * {@code >}, each with what it prints. A comment above a block says what is not the same each time:
 * {@code again until REGEX}, or {@code only the end counts}.
 */
final class Page {
  private static final String BEGIN = "```console";
  private static final String END = "```";
  private static final Pattern AGAIN = Pattern.compile("<!-- again until (.*) -->");
  private static final String ONLY_THE_END = "<!-- only the end counts -->";

  private final List<Object> parts = new ArrayList<>();

  private Page() {}

  /**
   * A command and what stands below it.
   *
   * @param again it is given again until its output has this
   * @param onlyTheEnd the course of what it prints varies, its last line does not
   */
  record Command(
      List<String> lines, List<String> printed, Optional<Pattern> again, boolean onlyTheEnd) {
    /** What a shell is told. */
    String text() {
      return String.join("\n", lines);
    }

    private Command withPrinted(List<String> now) {
      return new Command(lines, now, again, onlyTheEnd);
    }
  }

  static Page read(Path file) throws IOException {
    Page page = new Page();
    Optional<Pattern> again = Optional.empty();
    boolean onlyTheEnd = false;
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      if (!inside || line.equals(END)) {
        var told = AGAIN.matcher(line);
        again = told.matches() ? Optional.of(Pattern.compile(told.group(1))) : again;
        onlyTheEnd |= line.equals(ONLY_THE_END);
        if (line.equals(END)) {
          again = Optional.empty();
          onlyTheEnd = false;
        }
        inside = line.equals(BEGIN);
        page.parts.add(line);
      } else if (line.startsWith("$ ")) {
        page.parts.add(
            new Command(
                new ArrayList<>(List.of(line.substring(2))), new ArrayList<>(), again, onlyTheEnd));
      } else if (page.last() instanceof Command command) {
        boolean more = line.startsWith("> ") && command.printed().isEmpty();
        (more ? command.lines() : command.printed()).add(more ? line.substring(2) : line);
      } else {
        throw new IOException(file + ": a block begins with '" + line + "', not with a command");
      }
    }
    return page;
  }

  private Object last() {
    return parts.get(parts.size() - 1);
  }

  List<Command> commands() {
    return parts.stream().filter(Command.class::isInstance).map(Command.class::cast).toList();
  }

  /** Puts what a command prints now below it. */
  void print(Command command, List<String> now) {
    parts.replaceAll(part -> part == command ? command.withPrinted(now) : part);
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof Command command) {
        lines.add("$ " + command.lines().get(0));
        command.lines().stream().skip(1).forEach(line -> lines.add("> " + line));
        lines.addAll(command.printed());
      } else {
        lines.add(part.toString());
      }
    }
    Files.writeString(file, String.join("\n", lines) + "\n");
  }
}
