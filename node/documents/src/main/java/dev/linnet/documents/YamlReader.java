package dev.linnet.documents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one YAML 1.2 document of bounded size into nodes that know their place. */
public final class YamlReader {
  /** The largest document, in bytes. */
  public static final int MAX_BYTES = 1024 * 1024;

  private YamlReader() {}

  /**
   * Reads a file.
   *
   * @param what the file is, for messages: "plan"
   */
  public static YamlNode load(String what, Path file) {
    return parse(text(what, file), file.toString());
  }

  /** The text of a file of at most {@link #MAX_BYTES}. */
  public static String text(String what, Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new DocumentException(file + ": is a directory; expected a " + what);
      }
      return utf8(start(file));
    } catch (NoSuchFileException e) {
      throw new DocumentException(file + ": no such file; expected a " + what, e);
    } catch (CharacterCodingException e) {
      throw new DocumentException(file + ": not UTF-8 text; expected a " + what, e);
    } catch (IOException e) {
      throw new DocumentException(
          file + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /** All of a file that is not too large; what is no ordinary file does not tell its size. */
  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw tooLarge(file.toString());
      }
      return bytes;
    }
  }

  private static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /**
   * Reads a text.
   *
   * @param file names the text in messages
   */
  public static YamlNode parse(String text, String file) {
    if (text.length() > MAX_BYTES) {
      throw tooLarge(file);
    }
    Optional<Node> node = composed(text, file);
    YamlNode root =
        node.map(found -> new YamlNode(file, null, found))
            .orElseThrow(() -> new DocumentException(file + ": is empty; expected a document"));
    root.requirePlain(0);
    return root;
  }

  static Optional<Node> composed(String text, String file) {
    // Composing shares the nodes behind aliases; requirePlain refuses the first anchor by its
    // place.
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setUseMarks(true)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
    try {
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      throw malformed(file, e);
    } catch (YamlEngineException e) {
      throw new DocumentException(
          file + ": not YAML: " + firstLine(Objects.toString(e.getMessage(), "")), e);
    } catch (IllegalArgumentException e) {
      // The scanner takes what follows a backslash and u for a number, even if the text ends there.
      throw new DocumentException(file + ": not YAML: what follows a \\ is no character", e);
    } catch (StackOverflowError e) {
      throw new DocumentException(file + ": nested too deeply", e);
    }
  }

  private static DocumentException malformed(String file, MarkedYamlEngineException e) {
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    String place = mark.map(at -> ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1)).orElse("");
    String problem = firstLine(e.getProblem() == null ? e.getContext() : e.getProblem());
    String said =
        problem.contains("TAB") ? "a tab cannot indent YAML; use spaces" : "not YAML: " + problem;
    return new DocumentException(file + place + ": " + said, e);
  }

  private static DocumentException tooLarge(String file) {
    return new DocumentException(file + ": larger than 1 MiB");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("cannot be understood");
  }
}
