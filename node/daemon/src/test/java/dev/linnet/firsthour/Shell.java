package dev.linnet.firsthour;

import dev.linnet.testmesh.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One shell that a person sits at: its variables and background jobs last from one command to the
 * next. It has nothing but the tools of {@code path}, and all that it started ends with it.
 */
final class Shell implements AutoCloseable {
  /** No command prints it. */
  private static final String MARK = "--- ended with ";

  private final JavaProcess family;
  private final Writer in;
  private final BufferedReader out;

  Shell(Path directory, Path path, Path home) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", "--noprofile", "--norc")
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", path.toString(), "HOME", home.toString(), "LANG", "C.UTF-8"));
    Process process = builder.start();
    family = JavaProcess.of(process);
    in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** What a command prints, and its exit code in brackets if that is not 0. */
  List<String> run(String command) throws IOException {
    in.write("{ " + command + "\n} </dev/null; printf '\\n%s%s\\n' '" + MARK + "' $?\n");
    in.flush();
    List<String> lines = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(MARK)) {
        return said(lines, line.substring(MARK.length()));
      }
      lines.add(line);
    }
    throw new IOException("the shell ended at: " + command);
  }

  /** The mark begins a line of its own, which leaves an empty one where the output ended well. */
  private static List<String> said(List<String> lines, String exitCode) {
    if (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    if (!exitCode.equals("0")) {
      lines.add("[" + exitCode + "]");
    }
    return lines;
  }

  @Override
  public void close() {
    family.reap();
  }
}
