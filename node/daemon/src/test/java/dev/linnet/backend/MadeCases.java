package dev.linnet.backend;

import com.google.protobuf.ByteString;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Cases of what models in the field have and few test sets do, in the ONNX project's layout. */
final class MadeCases {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

  private final Path root;

  MadeCases(Path root) {
    this.root = root;
  }

  /** One input and output of each type, with the highest bits set where bits are free. */
  void everyType() throws IOException {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
    List<TensorProto> values =
        IntStream.rangeClosed(1, 16)
            .filter(type -> Datatype.ofOnnx(type).isPresent())
            .mapToObj(MadeCases::tensor)
            .toList();
    for (TensorProto value : values) {
      int type = value.getDataType();
      graph
          .addInput(value("x" + type, type, 2L))
          .addOutput(value("y" + type, type, 2L))
          .addNode(node("Identity", "y" + type, "x" + type));
    }
    write("every_type", graph, values, values);
  }

  private static TensorProto tensor(int type) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(type).addDims(2);
    Datatype datatype = Datatype.ofOnnx(type).orElseThrow();
    if (datatype == Datatype.BYTES) {
      return tensor
          .addStringData(ByteString.EMPTY)
          .addStringData(ByteString.copyFromUtf8("Größe"))
          .build();
    }
    byte[] raw = new byte[2 * datatype.elementBytes()];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) (datatype == Datatype.BOOL ? i : 0xfe - i);
    }
    return tensor.setRawData(ByteString.copyFrom(raw)).build();
  }

  void typedUnsigned() throws IOException {
    int type = TensorProto.DataType.UINT32_VALUE;
    TensorProto value =
        TensorProto.newBuilder()
            .setDataType(type)
            .addDims(2)
            .addUint64Data(0xffff_fffeL)
            .addUint64Data(7)
            .build();
    write("typed_unsigned", identity(value("x", type, 2L), value("y", type, 2L)), value, value);
  }

  void emptyInput() throws IOException {
    TensorProto empty = TensorProto.newBuilder().setDataType(FLOAT).addDims(0).build();
    write("empty_input", identity(value("x", FLOAT, -1L), value("y", FLOAT, -1L)), empty, empty);
  }

  void inputWithoutAShape() throws IOException {
    TensorProto three = floats(3, 1, 2, 3).toBuilder().addDims(1).build();
    ValueInfoProto x =
        ValueInfoProto.newBuilder()
            .setName("x")
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT)))
            .build();
    write("no_shape", identity(x, x.toBuilder().setName("y").build()), three, three);
  }

  void noInput() throws IOException {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("g")
            .addInitializer(floats(2, 4, 5).toBuilder().setName("w"))
            .addOutput(value("y", FLOAT, 2L))
            .addNode(node("Identity", "y", "w"));
    write("no_input", graph, List.of(), List.of(floats(2, 4, 5)));
  }

  /** As old exporters write it: what an initializer fills is among the inputs, in front. */
  void initializerAmongInputs() throws IOException {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("g")
            .addInitializer(floats(2, 10, 20).toBuilder().setName("w"))
            .addInput(value("w", FLOAT, 2L))
            .addInput(value("x", FLOAT, 2L))
            .addOutput(value("y", FLOAT, 2L))
            .addNode(node("Add", "y", "x", "w"));
    write("initializer_among_inputs", graph, List.of(floats(2, 1, 2)), List.of(floats(2, 11, 22)));
  }

  void wrongAnswer() throws IOException {
    write(
        "wrong_answer",
        identity(value("x", FLOAT, 2L), value("y", FLOAT, 2L)),
        floats(2, 1, 2),
        floats(2, 1, 2.01f));
  }

  void unknownOperator() throws IOException {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("g")
            .addInput(value("x", FLOAT, 2L))
            .addOutput(value("y", FLOAT, 2L))
            .addNode(node("NoSuchOperator", "y", "x"));
    write("unknown_operator", graph, List.of(floats(2, 1, 2)), List.of(floats(2, 1, 2)));
  }

  private static TensorProto floats(long size, float... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(FLOAT).addDims(size);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.build();
  }

  private static GraphProto.Builder identity(ValueInfoProto x, ValueInfoProto y) {
    return GraphProto.newBuilder()
        .setName("g")
        .addInput(x)
        .addOutput(y)
        .addNode(node("Identity", y.getName(), x.getName()));
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addOutput(output)
        .addAllInput(List.of(inputs))
        .build();
  }

  private static ValueInfoProto value(String name, int type, long size) {
    TensorShapeProto.Dimension dimension =
        size < 0
            ? TensorShapeProto.Dimension.newBuilder().setDimParam("n").build()
            : TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type)
                        .setShape(TensorShapeProto.newBuilder().addDim(dimension))))
        .build();
  }

  private void write(String name, GraphProto.Builder graph, TensorProto in, TensorProto out)
      throws IOException {
    write(name, graph, List.of(in), List.of(out));
  }

  private void write(
      String name, GraphProto.Builder graph, List<TensorProto> inputs, List<TensorProto> outputs)
      throws IOException {
    Path set = Files.createDirectories(root.resolve(name).resolve("test_data_set_0"));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    Files.write(root.resolve(name).resolve("model.onnx"), model.toByteArray());
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(set.resolve("input_" + i + ".pb"), inputs.get(i).toByteArray());
    }
    for (int i = 0; i < outputs.size(); i++) {
      Files.write(set.resolve("output_" + i + ".pb"), outputs.get(i).toByteArray());
    }
  }
}
