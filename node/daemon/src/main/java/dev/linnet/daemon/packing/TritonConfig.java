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
 * What concerns us in Triton's {@code config.pbtxt}: the model's name, and that it is an ONNX model
 * that answers each request once. The rest, such as batching and placement, is Triton's own; shapes
 * stand in the model.
 *
 * @param name the model's name; null: that of its directory
 * @param problem why the model cannot be served, as the end of a sentence about it; null: it can
 */
record TritonConfig(@Nullable String name, Kind kind, @Nullable String problem) {
  /** What kind of model it says that there is. */
  enum Kind {
    ONNX,
    /** One that is none of ours, however its files look. */
    OTHER,
    /** Triton itself then goes by the files. */
    UNSAID
  }

  static final String FILE = "config.pbtxt";
  private static final long MAX_BYTES = 1024 * 1024;

  /** A longer word is no field's name. */
  private static final int LONGEST = 100;

  private static final String FILE_NAME = "default_model_filename";
  private static final String DECOUPLED = "model_transaction_policy.decoupled";
  private static final SortedMap<String, String> SERVED =
      new TreeMap<>(
          Map.of(
              "backend", "onnxruntime", "platform", "onnxruntime_onnx", FILE_NAME, "model.onnx"));

  /**
   * The configuration in {@code directory}; if there is none, one that says nothing.
   *
   * @throws dev.linnet.daemon.UserError if it is no configuration
   */
  static TritonConfig read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return new TritonConfig(null, Kind.UNSAID, null);
    }
    SourceTree.requireOrdinary(directory, file);
    if (Files.size(file) > MAX_BYTES) {
      throw Source.refused(directory, ": " + FILE + " is over 1 MiB: it is no configuration");
    }
    return of(fields(file));
  }

  private static TritonConfig of(Map<String, String> fields) {
    String given = fields.getOrDefault("name", "");
    @Nullable String name = given.isEmpty() ? null : given;
    Kind kind = Kind.UNSAID;
    for (Map.Entry<String, String> served : SERVED.entrySet()) {
      String field = served.getKey();
      String value = fields.getOrDefault(field, "");
      if (value.equals(served.getValue())) {
        kind = Kind.ONNX;
      } else if (!value.isEmpty()) {
        // Another file's name may still be that of an ONNX model.
        boolean other = !field.equals(FILE_NAME) || !value.endsWith(".onnx");
        return new TritonConfig(
            name,
            other ? Kind.OTHER : Kind.ONNX,
            ": %s has %s '%s': expected '%s', only ONNX models are served"
                .formatted(FILE, field, ExternalData.shown(value), served.getValue()));
      }
    }
    if (fields.getOrDefault(DECOUPLED, "").matches("[Tt]rue|t|0*1")) {
      return new TritonConfig(
          name,
          Kind.OTHER,
          ": " + FILE + " has " + DECOUPLED + ": only one answer to each request is served");
    }
    return new TritonConfig(name, kind, null);
  }

  /** The outermost fields of Protocol Buffers' text format, and those in them as OUTER.INNER. */
  private static Map<String, String> fields(Path file) throws IOException {
    Map<String, StringBuilder> fields = new TreeMap<>();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      StreamTokenizer tokens = tokens(reader);
      int depth = 0;
      String outer = "";
      String field = "";
      boolean afterColon = false;
      while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
        if ("{<[".indexOf(tokens.ttype) >= 0) {
          depth++;
          outer = depth == 1 ? field + "." : outer;
        } else if ("}>]".indexOf(tokens.ttype) >= 0) {
          depth--;
          outer = depth == 0 ? "" : outer;
        } else if (depth <= 1 && tokens.ttype == StreamTokenizer.TT_WORD && !afterColon) {
          field = tokens.sval.length() > LONGEST ? "" : tokens.sval;
        } else if (depth <= 1 && tokens.sval != null) {
          // Strings side by side are one.
          fields.computeIfAbsent(outer + field, any -> new StringBuilder()).append(tokens.sval);
        }
        afterColon = tokens.ttype == ':';
      }
    }
    Map<String, String> texts = new TreeMap<>();
    fields.forEach((name, text) -> texts.put(name, text.toString()));
    return texts;
  }

  private static StreamTokenizer tokens(Reader reader) {
    StreamTokenizer tokens = new StreamTokenizer(reader);
    tokens.resetSyntax();
    tokens.whitespaceChars(0, ' ');
    tokens.wordChars('!', '~');
    "{}<>[]:;,".chars().forEach(tokens::ordinaryChar);
    tokens.quoteChar('"');
    tokens.quoteChar('\'');
    tokens.commentChar('#');
    return tokens;
  }
}
