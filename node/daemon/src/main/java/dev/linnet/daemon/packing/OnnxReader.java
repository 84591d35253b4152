package dev.linnet.daemon.packing;

import static dev.linnet.daemon.packing.ProtoReader.number;
import static dev.linnet.daemon.packing.ProtoReader.sized;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.OnnxModel.External;
import dev.linnet.daemon.packing.OnnxModel.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads what {@link OnnxModel} holds out of a file. Field numbers are those of {@code onnx.proto}.
 */
final class OnnxReader {
  private static final int MAX_IR_VERSION = 1_000;
  private static final int MAX_OPSET = 10_000;
  private static final int EXTERNAL = 1;

  /** A model without ONNX's own operators needs none of its opsets: the first does. */
  private static final int OTHER_DOMAINS_ONLY = 1;

  /** Floats, 32-bit and 64-bit integers, raw data, doubles, unsigned integers: packed. */
  private static final Set<Integer> DATA =
      Set.of(sized(4), sized(5), sized(7), sized(9), sized(10), sized(11));

  private final Path file;
  private final ProtoReader proto;
  private final OnnxTypes types;
  private long irVersion;
  private long opset;
  private boolean hasGraph;
  private final Set<String> initializers = new HashSet<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final List<External> external = new ArrayList<>();
  private final List<Span> tensors = new ArrayList<>();
  private final Map<String, String> metadata = new TreeMap<>();

  private OnnxReader(Path file, InputStream in, long sizeBytes) {
    this.file = file;
    this.proto = new ProtoReader(in, sizeBytes);
    this.types = new OnnxTypes(file, proto);
  }

  /**
   * Reads a model; its weights are skipped.
   *
   * @throws UserError in one line, if it is no ONNX model, or one that cannot be served
   */
  static OnnxModel read(Path file) throws IOException {
    long sizeBytes = Files.size(file);
    if (sizeBytes == 0) {
      throw refused(file, "is empty");
    }
    if (sizeBytes > Integer.MAX_VALUE) {
      throw refused(file, "is over 2 GiB: export it with its weights as external data");
    }
    try (InputStream in = Files.newInputStream(file)) {
      OnnxReader reader = new OnnxReader(file, in, sizeBytes);
      try {
        reader.proto.whole(reader::modelField);
      } catch (ProtoReader.CutOff e) {
        throw reader.plausible()
            ? refused(file, "is cut off: " + e.getMessage() + "; copy it again")
            : reader.noModel();
      } catch (InvalidProtocolBufferException e) {
        throw reader.noModel();
      }
      return reader.result();
    }
  }

  /** Names from the file may hold line breaks and terminal codes: neither reaches a screen. */
  static UserError refused(Path file, String problem) {
    return new UserError(
        UserError.FAILED, "model " + file + " " + problem.replaceAll("\\p{Cntrl}", "?"));
  }

  private UserError noModel() {
    return refused(file, "is not an ONNX model: expected a serialized ModelProto");
  }

  private boolean plausible() {
    return irVersion >= 1 && irVersion <= MAX_IR_VERSION;
  }

  private OnnxModel result() {
    if (!plausible()) {
      throw noModel();
    }
    if (!hasGraph) {
      throw refused(
          file, "is an ONNX model without a graph: it is cut off, or a model of functions");
    }
    if (opset < 1 || opset > MAX_OPSET) {
      throw refused(file, "does not say which opset of the domain 'ai.onnx' it needs");
    }
    List<Value> given =
        inputs.stream().filter(input -> !initializers.contains(input.name())).toList();
    if (outputs.isEmpty()) {
      throw refused(file, "has no outputs: it answers nothing");
    }
    return new OnnxModel(
        (int) irVersion,
        (int) opset,
        given,
        List.copyOf(outputs),
        List.copyOf(external),
        List.copyOf(tensors),
        metadata);
  }

  private boolean modelField(int tag) throws IOException {
    if (tag == number(1)) {
      irVersion = proto.in().readInt64();
    } else if (tag == sized(7)) {
      hasGraph = true;
      proto.message(inner -> graphField(inner, true));
    } else if (tag == sized(8)) {
      opsetImport();
    } else if (tag == sized(14)) {
      Map.Entry<String, String> entry = entry();
      metadata.put(entry.getKey(), entry.getValue());
    } else {
      return false;
    }
    return true;
  }

  private void opsetImport() throws IOException {
    String[] domain = {""};
    long[] version = {0};
    proto.message(
        tag -> {
          if (tag == sized(1)) {
            domain[0] = proto.in().readString();
          } else if (tag == number(2)) {
            version[0] = proto.in().readInt64();
          } else {
            return false;
          }
          return true;
        });
    if (domain[0].isEmpty() || domain[0].equals("ai.onnx")) {
      opset = version[0];
    } else if (opset == 0) {
      opset = OTHER_DOMAINS_ONLY;
    }
  }

  /**
   * Inputs, outputs and initializers of a subgraph are its own; external weights count anywhere.
   */
  private boolean graphField(int tag, boolean outermost) throws IOException {
    if (tag == sized(1)) {
      proto.message(this::nodeField);
    } else if (tag == sized(5)) {
      String name = tensor();
      if (outermost) {
        initializers.add(name);
      }
    } else if (tag == sized(15)) {
      proto.message(inner -> sparseField(inner, outermost));
    } else if (tag == sized(11) && outermost) {
      inputs.add(types.value("input"));
    } else if (tag == sized(12) && outermost) {
      outputs.add(types.value("output"));
    } else {
      return false;
    }
    return true;
  }

  private boolean sparseField(int tag, boolean outermost) throws IOException {
    if (tag == sized(1)) {
      String name = tensor();
      if (outermost) {
        initializers.add(name);
      }
      return true;
    }
    if (tag == sized(2)) {
      tensor();
      return true;
    }
    return false;
  }

  private boolean nodeField(int tag) throws IOException {
    if (tag != sized(5)) {
      return false;
    }
    proto.message(
        inner -> {
          if (inner == sized(5) || inner == sized(10)) {
            tensor();
          } else if (inner == sized(6) || inner == sized(11)) {
            proto.message(field -> graphField(field, false));
          } else if (inner == sized(22) || inner == sized(23)) {
            proto.message(field -> sparseField(field, false));
          } else {
            return false;
          }
          return true;
        });
    return true;
  }

  /** Returns the tensor's name, and keeps where its data lies if that is another file. */
  private String tensor() throws IOException {
    String[] name = {""};
    Map<String, String> where = new TreeMap<>();
    boolean[] outside = {false};
    proto.message(
        tag -> {
          if (tag == sized(8)) {
            name[0] = proto.in().readString();
          } else if (tag == sized(13)) {
            Map.Entry<String, String> entry = entry();
            where.put(entry.getKey(), entry.getValue());
          } else if (tag == number(14)) {
            outside[0] = proto.in().readInt32() == EXTERNAL;
          } else if (DATA.contains(tag)) {
            keep(proto.skipSized());
          } else {
            return false;
          }
          return true;
        });
    if (outside[0]) {
      external.add(
          new External(
              where.getOrDefault("location", ""),
              bytes(name[0], where.getOrDefault("offset", "0")),
              where.containsKey("length") ? bytes(name[0], where.getOrDefault("length", "")) : -1));
    }
    return name[0];
  }

  /** Small tensors are not kept, so that a hostile file cannot fill the memory with them. */
  private void keep(Span data) {
    if (data.sizeBytes() >= Grain.FINEST.tensorBytes()) {
      tensors.add(data);
    }
  }

  private long bytes(String tensor, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw refused(file, "names no place for the external data of '" + tensor + "'");
    }
    return Long.parseLong(text);
  }

  private Map.Entry<String, String> entry() throws IOException {
    String[] entry = {"", ""};
    proto.message(
        tag -> {
          if (tag == sized(1)) {
            entry[0] = proto.in().readString();
          } else if (tag == sized(2)) {
            entry[1] = proto.in().readString();
          } else {
            return false;
          }
          return true;
        });
    return Map.entry(entry[0], entry[1]);
  }
}
