package dev.linnet.daemon.packing;

import java.io.IOException;
import java.io.Reader;
import java.io.StreamTokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What concerns us in Triton's {@code config.pbtxt}: the model's name, and that it is an ONNX
 * model. The rest, such as batching and placement, is Triton's own; shapes stand in the model. Only
 * the outermost fields of Protocol Buffers' text format are looked at.
 */
final class TritonConfig {
  private static final String FILE = "config.pbtxt";
  private static final long MAX_BYTES = 1024 * 1024;
  private static final SortedMap<String, String> SERVED =
      new TreeMap<>(
          Map.of(
              "backend",
              "onnxruntime",
              "platform",
              "onnxruntime_onnx",
              "default_model_filename",
              "model.onnx"));

  private TritonConfig() {}

  /**
   * The name that the configuration in {@code directory} gives; null: there is none, or it gives
   * none.
   *
   * @throws dev.linnet.daemon.UserError if the model is one of another backend
   */
  static @Nullable String name(Path directory) throws IOException {
    if (!Files.exists(directory.resolve(FILE))) {
      return null;
    }
    Path file = directory.resolve(FILE);
    SourceTree.requireOrdinary(directory, file);
    if (Files.size(file) > MAX_BYTES) {
      throw Source.refused(directory, ": " + FILE + " is over 1 MiB: it is no configuration");
    }
    Map<String, String> fields = fields(file);
    for (Map.Entry<String, String> served : SERVED.entrySet()) {
      String value = fields.getOrDefault(served.getKey(), "");
      if (!value.isEmpty() && !value.equals(served.getValue())) {
        throw Source.refused(
            directory,
            ": %s has %s '%s': expected '%s', only ONNX models are served"
                .formatted(FILE, served.getKey(), ExternalData.shown(value), served.getValue()));
      }
    }
    String name = fields.getOrDefault("name", "");
    return name.isEmpty() ? null : name;
  }

  private static Map<String, String> fields(Path file) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      StreamTokenizer tokens = new StreamTokenizer(reader);
      tokens.resetSyntax();
      tokens.whitespaceChars(0, ' ');
      tokens.wordChars('!', '~');
      "{}<>[]:;,".chars().forEach(tokens::ordinaryChar);
      tokens.quoteChar('"');
      tokens.quoteChar('\'');
      tokens.commentChar('#');
      int depth = 0;
      String field = "";
      while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
        if ("{<[".indexOf(tokens.ttype) >= 0) {
          depth++;
        } else if ("}>]".indexOf(tokens.ttype) >= 0) {
          depth--;
        } else if (depth == 0 && tokens.ttype == StreamTokenizer.TT_WORD) {
          field = tokens.sval;
        } else if (depth == 0 && tokens.sval != null) {
          // Strings side by side are one.
          fields.merge(field, tokens.sval, String::concat);
        }
      }
    }
    return fields;
  }
}
