package dev.linnet.daemon.packing;

import static dev.linnet.daemon.packing.ProtoReader.number;
import static dev.linnet.daemon.packing.ProtoReader.sized;

import dev.linnet.daemon.packing.OnnxModel.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads names, types and shapes of inputs and outputs: {@code ValueInfoProto} and below. */
final class OnnxTypes {
  /** The kinds of {@code TypeProto} that are no tensor, by their fields. */
  private static final Map<Integer, String> OTHER_KINDS =
      Map.of(4, "sequence", 5, "map", 8, "sparse tensor", 9, "optional");

  private final Path file;
  private final ProtoReader proto;
  private String name = "";
  private String kind = "";
  private int elementType;
  private @Nullable List<Long> shape;

  OnnxTypes(Path file, ProtoReader proto) {
    this.file = file;
    this.proto = proto;
  }

  /** Reads the value whose tag was just read; {@code role} is a word for messages. */
  Value value(String role) throws IOException {
    name = "";
    kind = "value without a type";
    elementType = 0;
    shape = null;
    proto.message(this::valueField);
    String what = "has the " + role + " '" + name + "', ";
    if (!kind.equals("tensor")) {
      throw OnnxReader.refused(file, what + "a " + kind + ": only tensors are served");
    }
    ElementType type =
        ElementType.ofOnnx(elementType)
            .orElseThrow(
                () ->
                    OnnxReader.refused(
                        file, what + "of ONNX type " + elementType + ", which is not served"));
    return new Value(name, type, shape == null ? null : List.copyOf(shape));
  }

  private boolean valueField(int tag) throws IOException {
    if (tag == sized(1)) {
      name = proto.in().readString();
    } else if (tag == sized(2)) {
      proto.message(this::typeField);
    } else {
      return false;
    }
    return true;
  }

  private boolean typeField(int tag) throws IOException {
    if (tag == sized(1)) {
      kind = "tensor";
      proto.message(this::tensorField);
      return true;
    }
    kind = OTHER_KINDS.getOrDefault(tag >>> 3, kind);
    return false;
  }

  private boolean tensorField(int tag) throws IOException {
    if (tag == number(1)) {
      elementType = proto.in().readInt32();
    } else if (tag == sized(2)) {
      List<Long> dims = new ArrayList<>();
      proto.message(inner -> shapeField(inner, dims));
      shape = dims;
    } else {
      return false;
    }
    return true;
  }

  private boolean shapeField(int tag, List<Long> dims) throws IOException {
    if (tag != sized(1)) {
      return false;
    }
    long[] size = {-1};
    proto.message(
        inner -> {
          if (inner != number(1)) {
            return false;
          }
          size[0] = Math.max(-1, proto.in().readInt64());
          return true;
        });
    dims.add(size[0]);
    return true;
  }
}
