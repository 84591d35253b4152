package dev.linnet.daemon.packing;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.proto.onnx.OperatorSetIdProto;
import dev.linnet.proto.onnx.StringStringEntryProto;
import dev.linnet.proto.onnx.TensorShapeProto.Dimension;
import dev.linnet.proto.onnx.ValueInfoProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an ONNX file says of itself, read field by field so that weights are passed over and never
 * held (onnx/onnx, onnx.proto: ModelProto, GraphProto, TensorProto).
 *
 * @param externalFiles the files beside it that hold its weights
 */
record OnnxFacts(
    int irVersion,
    int opset,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Set<String> externalFiles) {
  private static final int MODEL_IR_VERSION = 1;
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET_IMPORT = 8;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_EXTERNAL_DATA = 13;

  /**
   * Reads a file.
   *
   * @throws dev.linnet.daemon.UserError if it is no whole ONNX model
   */
  static OnnxFacts read(Path file) {
    try {
      if (Files.size(file) == 0) {
        throw Source.refused(file, "is empty; expected an ONNX model");
      }
      try (InputStream in = Files.newInputStream(file)) {
        Reader reader = new Reader();
        CodedInputStream coded = CodedInputStream.newInstance(in);
        coded.setSizeLimit(Integer.MAX_VALUE);
        reader.model(coded);
        return reader.facts(file);
      }
    } catch (InvalidProtocolBufferException e) {
      boolean cut = String.valueOf(e.getMessage()).contains("ended unexpectedly");
      throw Source.refused(
          file,
          cut
              ? "is cut short: an ONNX model begins here and does not end; copy it again"
              : "is no ONNX model (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw Source.refused(file, "cannot be read (" + e.getMessage() + ")");
    }
  }

  /** Collects facts on the way through the file. */
  private static final class Reader {
    private long irVersion;
    private long opset;
    private boolean graph;
    private final List<ValueInfoProto> inputs = new ArrayList<>();
    private final List<ValueInfoProto> outputs = new ArrayList<>();
    private final Set<String> initializers = new TreeSet<>();
    private final Set<String> externalFiles = new TreeSet<>();

    void model(CodedInputStream in) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case MODEL_IR_VERSION -> irVersion = in.readInt64();
          case MODEL_GRAPH -> {
            graph = true;
            nested(in, this::graph);
          }
          case MODEL_OPSET_IMPORT -> {
            OperatorSetIdProto set = OperatorSetIdProto.parseFrom(in.readByteArray());
            opset = set.getDomain().isEmpty() ? set.getVersion() : opset;
          }
          default -> skip(in, tag);
        }
      }
    }

    private void graph(CodedInputStream in) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case GRAPH_INITIALIZER -> nested(in, this::tensor);
          case GRAPH_INPUT -> inputs.add(ValueInfoProto.parseFrom(in.readByteArray()));
          case GRAPH_OUTPUT -> outputs.add(ValueInfoProto.parseFrom(in.readByteArray()));
          default -> skip(in, tag);
        }
      }
    }

    private void tensor(CodedInputStream in) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case TENSOR_NAME -> initializers.add(in.readString());
          case TENSOR_EXTERNAL_DATA -> {
            StringStringEntryProto entry = StringStringEntryProto.parseFrom(in.readByteArray());
            if (entry.getKey().equals("location")) {
              externalFiles.add(entry.getValue());
            }
          }
          default -> skip(in, tag);
        }
      }
    }

    private interface Message {
      void read(CodedInputStream in) throws IOException;
    }

    private static void nested(CodedInputStream in, Message message) throws IOException {
      int length = in.readRawVarint32();
      int limit = in.pushLimit(length);
      message.read(in);
      in.checkLastTagWas(0);
      in.popLimit(limit);
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
      if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that never began");
      }
    }

    OnnxFacts facts(Path file) {
      if (irVersion < 1 || irVersion > 10_000 || !graph) {
        throw Source.refused(file, "is no ONNX model: it has no IR version or no graph");
      }
      if (opset < 1 || opset > 10_000) {
        throw Source.refused(file, "names no ONNX opset; export it again with one");
      }
      List<TensorSpec> in =
          inputs.stream()
              .filter(value -> !initializers.contains(value.getName()))
              .map(value -> tensor(file, "input", value))
              .toList();
      List<TensorSpec> out =
          outputs.stream().map(value -> tensor(file, "output", value)).toList();
      if (in.isEmpty() || out.isEmpty()) {
        throw Source.refused(file, "has no inputs or no outputs");
      }
      return new OnnxFacts((int) irVersion, (int) opset, in, out, externalFiles);
    }

    private static TensorSpec tensor(Path file, String what, ValueInfoProto value) {
      if (!value.getType().hasTensorType()) {
        throw Source.refused(
            file, what + " " + value.getName() + " is no tensor; only tensors can be served");
      }
      List<Long> shape = new ArrayList<>();
      for (Dimension dimension : value.getType().getTensorType().getShape().getDimList()) {
        shape.add(dimension.hasDimValue() ? dimension.getDimValue() : -1L);
      }
      int type = value.getType().getTensorType().getElemType();
      return new TensorSpec(value.getName(), datatype(file, value.getName(), type), shape);
    }

    /** The Open Inference Protocol's word for an ONNX element type. */
    private static String datatype(Path file, String name, int elementType) {
      return switch (elementType) {
        case 1 -> "FP32";
        case 2 -> "UINT8";
        case 3 -> "INT8";
        case 4 -> "UINT16";
        case 5 -> "INT16";
        case 6 -> "INT32";
        case 7 -> "INT64";
        case 8 -> "BYTES";
        case 9 -> "BOOL";
        case 10 -> "FP16";
        case 11 -> "FP64";
        case 12 -> "UINT32";
        case 13 -> "UINT64";
        case 16 -> "BF16";
        default ->
            throw Source.refused(
                file, name + " has ONNX element type " + elementType + ", which cannot be served");
      };
    }
  }
}
