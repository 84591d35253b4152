package dev.linnet.daemon.inference;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.proto.onnx.GraphProto;
import dev.linnet.proto.onnx.ModelProto;
import dev.linnet.proto.onnx.NodeProto;
import dev.linnet.proto.onnx.OperatorSetIdProto;
import dev.linnet.proto.onnx.TensorProto;
import dev.linnet.proto.onnx.TensorShapeProto;
import dev.linnet.proto.onnx.TypeProto;
import dev.linnet.proto.onnx.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Models whose answers are plain to see: what goes in comes out. */
record ProtocolModel(Manifest manifest, Path directory) {
  private static final int OPSET = 17;
  private static final int IR = 8;

  /**
   * Takes {@code a}, floats [-1, 2], and {@code b}, integers [-1]; answers {@code a_out} and {@code
   * b_out}, the same.
   */
  static ProtocolModel pair(Path root, String version) {
    TensorSpec a = new TensorSpec("a", "FP32", List.of(-1L, 2L));
    TensorSpec b = new TensorSpec("b", "INT64", List.of(-1L));
    return write(
        root,
        "pair",
        version,
        List.of(a, b),
        List.of(named(a, "a_out"), named(b, "b_out")),
        GraphProto.newBuilder()
            .addNode(node("Identity", "a_out", "a"))
            .addNode(node("Identity", "b_out", "b")));
  }

  /** Takes {@code x} of any datatype, [-1], and answers it as {@code y}; named after the type. */
  static ProtocolModel identity(Path root, Datatype datatype) {
    TensorSpec x = new TensorSpec("x", datatype.name(), List.of(-1L));
    return write(
        root,
        "identity-" + datatype.name().toLowerCase(),
        "1",
        List.of(x),
        List.of(named(x, "y")),
        GraphProto.newBuilder().addNode(node("Identity", "y", "x")));
  }

  /**
   * Looks {@code i} up in a table of one row: 0 is answered, anything else fails in the runtime.
   */
  static ProtocolModel lookup(Path root) {
    return write(
        root,
        "lookup",
        "1",
        List.of(new TensorSpec("i", "INT64", List.of(-1L))),
        List.of(new TensorSpec("y", "FP32", List.of(-1L))),
        GraphProto.newBuilder()
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("table")
                    .setDataType(TensorProto.DataType.FLOAT_VALUE)
                    .addDims(1)
                    .addFloatData(7))
            .addNode(node("Gather", "y", "table", "i")));
  }

  private static TensorSpec named(TensorSpec spec, String name) {
    return new TensorSpec(name, spec.datatype(), spec.shape());
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addOutput(output)
        .addAllInput(List.of(inputs))
        .build();
  }

  private static ProtocolModel write(
      Path root,
      String name,
      String version,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      GraphProto.Builder graph) {
    graph.setName(name).addAllInput(values(inputs)).addAllOutput(values(outputs));
    byte[] onnx =
        ModelProto.newBuilder()
            .setIrVersion(IR)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph)
            .build()
            .toByteArray();
    Path directory = root.resolve(name + "-" + version);
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve("model.onnx"), onnx);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Manifest manifest =
        new Manifest(
            Digest.of(onnx, version.getBytes(StandardCharsets.UTF_8)),
            new ModelName(name),
            version,
            null,
            "model.onnx",
            List.of(),
            inputs,
            outputs,
            OPSET,
            IR,
            0,
            1e-3,
            1e-7);
    return new ProtocolModel(manifest, directory);
  }

  private static List<ValueInfoProto> values(List<TensorSpec> specs) {
    List<ValueInfoProto> values = new ArrayList<>();
    for (TensorSpec spec : specs) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      for (long size : spec.shape()) {
        TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
        if (size < 0) {
          dimension.setDimParam("n");
        } else {
          dimension.setDimValue(size);
        }
      }
      values.add(
          ValueInfoProto.newBuilder()
              .setName(spec.name())
              .setType(
                  TypeProto.newBuilder()
                      .setTensorType(
                          TypeProto.Tensor.newBuilder()
                              .setElemType(onnxType(spec.datatype()))
                              .setShape(shape)))
              .build());
    }
    return values;
  }

  private static int onnxType(String datatype) {
    for (int number = 1; number <= 16; number++) {
      if (Datatype.ofOnnx(number).filter(type -> type.name().equals(datatype)).isPresent()) {
        return number;
      }
    }
    throw new IllegalArgumentException(datatype);
  }
}
