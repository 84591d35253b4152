package dev.linnet.daemon.serving;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.linnet.core.health.Baseline;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.trust.Digest;
import dev.linnet.proto.onnx.AttributeProto;
import dev.linnet.proto.onnx.GraphProto;
import dev.linnet.proto.onnx.ModelProto;
import dev.linnet.proto.onnx.NodeProto;
import dev.linnet.proto.onnx.OperatorSetIdProto;
import dev.linnet.proto.onnx.StringStringEntryProto;
import dev.linnet.proto.onnx.TensorProto;
import dev.linnet.proto.onnx.TensorShapeProto;
import dev.linnet.proto.onnx.TypeProto;
import dev.linnet.proto.onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * A model on disk with its manifest, built operator by operator so that a test knows its answers.
 */
public record TestModel(Manifest manifest, Path directory) {
  public static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int OPSET = 17;
  private static final int IR = 8;

  /** Field 20 of AttributeProto, which no node reads; 5 is a graph. */
  private static final int ATTRIBUTE_TYPE = 20;

  private static final int GRAPH = 5;

  public InferenceRequest request(Tensor... inputs) {
    return new InferenceRequest(manifest.name().value(), "", List.of(inputs), List.of());
  }

  public ModelServer.Warm warm() {
    return new ModelServer.Warm(manifest, directory);
  }

  /** Scores of two features {@code x} for the classes that the columns of {@code weights} are. */
  public static TestModel classifier(Path root, String version, float[]... weights)
      throws IOException {
    int classes = weights[0].length;
    ByteBuffer raw =
        ByteBuffer.allocate(weights.length * classes * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : weights) {
      for (float weight : row) {
        raw.putFloat(weight);
      }
    }
    TensorProto matrix =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(FLOAT)
            .addDims(weights.length)
            .addDims(classes)
            .setRawData(ByteString.copyFrom(raw.flip()))
            .build();
    GraphProto.Builder graph =
        graph(value("x", FLOAT, -1, weights.length), value("scores", FLOAT, -1, classes))
            .addInitializer(matrix)
            .addNode(node("MatMul", "scores", "x", "w"));
    return write(root, "classifier", version, graph);
  }

  /** {@code y} is {@code x}, of any type, in one free dimension; named after the type. */
  public static TestModel identity(Path root, int onnxType) throws IOException {
    GraphProto.Builder graph =
        graph(value("x", onnxType, -1), value("y", onnxType, -1))
            .addNode(node("Identity", "y", "x"));
    String type = Datatype.ofOnnx(onnxType).orElseThrow().name().toLowerCase(Locale.ROOT);
    return write(root, "identity-" + type, "1", graph);
  }

  /** As the other. */
  public static TestModel identity(Path root, Datatype datatype) throws IOException {
    for (int number = 1; number <= 16; number++) {
      if (Datatype.ofOnnx(number).filter(datatype::equals).isPresent()) {
        return identity(root, number);
      }
    }
    throw new IllegalArgumentException("no ONNX type for " + datatype);
  }

  /**
   * Takes {@code a}, floats [-1, 2], and {@code b}, integers [-1]; answers {@code a_out} and {@code
   * b_out}, the same.
   */
  public static TestModel pair(Path root, String version) throws IOException {
    int integer = TensorProto.DataType.INT64_VALUE;
    GraphProto.Builder graph =
        graph(value("a", FLOAT, -1, 2), value("a_out", FLOAT, -1, 2))
            .addInput(value("b", integer, -1))
            .addOutput(value("b_out", integer, -1))
            .addNode(node("Identity", "a_out", "a"))
            .addNode(node("Identity", "b_out", "b"));
    return write(root, "pair", version, graph);
  }

  /** {@code y = a / b}: infinite where b is 0. */
  public static TestModel quotient(Path root) throws IOException {
    GraphProto.Builder graph =
        graph(value("a", FLOAT, -1), value("y", FLOAT, -1))
            .addInput(value("b", FLOAT, -1))
            .addNode(node("Div", "y", "a", "b"));
    return write(root, "quotient", "1", graph);
  }

  /** {@code y = x^(rounds + 1)}, a product of matrices that takes its time. */
  public static TestModel power(Path root, int rounds) throws IOException {
    return power(root, "1", rounds, -1);
  }

  /** The same of matrices of one size, so that it takes its time on zeros too. */
  public static TestModel power(Path root, String version, int rounds, int side)
      throws IOException {
    GraphProto.Builder graph = graph(value("x", FLOAT, side, side), value("y", FLOAT, side, side));
    for (int i = 0; i < rounds; i++) {
      String from = i == 0 ? "x" : "m" + i;
      String to = i == rounds - 1 ? "y" : "m" + (i + 1);
      graph.addNode(node("MatMul", to, from, "x"));
    }
    return write(root, "power", version, graph);
  }

  /**
   * As much work for a row of so many numbers: their products with each other, that matrix
   * multiplied so often, and the mean of all.
   */
  public static TestModel powerOfRow(Path root, int rounds, int side) throws IOException {
    GraphProto.Builder graph =
        graph(value("x", FLOAT, 1, side), value("y", FLOAT, 1, 1))
            .addNode(node("Transpose", "column", "x"))
            .addNode(node("MatMul", "m0", "column", "x"));
    for (int i = 0; i < rounds; i++) {
      graph.addNode(node("MatMul", "m" + (i + 1), "m" + i, "m0"));
    }
    graph.addNode(node("ReduceMean", "y", "m" + rounds));
    return write(root, "power-of-row", "1", graph);
  }

  /** Fails in the runtime if {@code i} is no row of its one-row table. */
  public static TestModel lookup(Path root) throws IOException {
    TensorProto table =
        TensorProto.newBuilder()
            .setName("table")
            .setDataType(FLOAT)
            .addDims(1)
            .addFloatData(7)
            .build();
    GraphProto.Builder graph =
        graph(value("i", TensorProto.DataType.INT64_VALUE, -1), value("y", FLOAT, -1))
            .addInitializer(table)
            .addNode(node("Gather", "y", "table", "i"));
    return write(root, "lookup", "1", graph);
  }

  /** Wants 8 GiB for its answer. */
  public static TestModel huge(Path root) throws IOException {
    TensorProto shape =
        TensorProto.newBuilder()
            .setName("shape")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(2)
            .addInt64Data(1 << 16)
            .addInt64Data(1 << 15)
            .build();
    GraphProto.Builder graph =
        graph(value("x", FLOAT, 1), value("y", FLOAT, -1, -1))
            .addInitializer(shape)
            .addNode(node("ConstantOfShape", "zeros", "shape"))
            .addNode(node("Add", "y", "zeros", "x"));
    return write(root, "huge", "1", graph);
  }

  /** {@code y} is {@code x}, by way of as many zeros as it takes to hold so much memory. */
  public static TestModel hungry(Path root, String version, long bytes) throws IOException {
    TensorProto count =
        TensorProto.newBuilder()
            .setName("count")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(1)
            .addInt64Data(bytes / Float.BYTES)
            .build();
    GraphProto.Builder graph =
        graph(value("x", FLOAT, -1, 2), value("y", FLOAT, -1, 2))
            .addInitializer(count)
            .addNode(node("ReduceMax", "most", "x"))
            .addNode(node("Abs", "size", "most"))
            .addNode(node("Expand", "many", "size", "count"))
            .addNode(node("ReduceMin", "least", "many"))
            .addNode(node("Sub", "zero", "least", "least"))
            .addNode(node("Add", "y", "x", "zero"));
    return write(root, "hungry", version, graph);
  }

  /** Runs for ever. */
  public static TestModel endless(Path root) throws IOException {
    int bool = TensorProto.DataType.BOOL_VALUE;
    GraphProto body =
        GraphProto.newBuilder()
            .setName("body")
            .addInput(value("i", TensorProto.DataType.INT64_VALUE))
            .addInput(value("going", bool))
            .addInput(value("before", FLOAT, 1))
            .addOutput(value("goes_on", bool))
            .addOutput(value("after", FLOAT, 1))
            .addNode(node("Identity", "goes_on", "going"))
            .addNode(node("Identity", "after", "before"))
            .build();
    TensorProto yes =
        TensorProto.newBuilder().setName("yes").setDataType(bool).addInt32Data(1).build();
    AttributeProto attribute =
        AttributeProto.newBuilder()
            .setName("body")
            .setG(body)
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(ATTRIBUTE_TYPE, Field.newBuilder().addVarint(GRAPH).build())
                    .build())
            .build();
    GraphProto.Builder graph =
        graph(value("x", FLOAT, 1), value("y", FLOAT, 1))
            .addInitializer(yes)
            .addNode(node("Loop", "y", "", "yes", "x").toBuilder().addAttribute(attribute));
    return write(root, "endless", "1", graph);
  }

  /** Asks for an operator of a domain that no runtime here was given. */
  public static TestModel ofUnknownDomain(Path root, String domain) throws IOException {
    NodeProto.Builder unknown = node("Run", "y", "x").toBuilder().setDomain(domain);
    GraphProto.Builder graph = graph(value("x", FLOAT, 1), value("y", FLOAT, 1)).addNode(unknown);
    return write(root, "unknown", "1", graph);
  }

  /** Takes its weights from an address in the memory of whoever loads it. */
  public static TestModel atAddress(Path root, String marker) throws IOException {
    TensorProto weights =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(FLOAT)
            .addDims(1)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", marker))
            .addExternalData(entry("offset", "65536"))
            .addExternalData(entry("length", "4"))
            .build();
    GraphProto.Builder graph =
        graph(value("x", FLOAT, 1), value("y", FLOAT, 1))
            .addInitializer(weights)
            .addNode(node("Add", "y", "x", "w"));
    return write(root, "address", "1", graph);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** Makes a sequence, which is no tensor. */
  public static TestModel sequence(Path root) throws IOException {
    ValueInfoProto output =
        ValueInfoProto.newBuilder()
            .setName("y")
            .setType(
                TypeProto.newBuilder()
                    .setSequenceType(
                        TypeProto.Sequence.newBuilder()
                            .setElemType(
                                TypeProto.newBuilder()
                                    .setTensorType(
                                        TypeProto.Tensor.newBuilder().setElemType(FLOAT)))))
            .build();
    GraphProto.Builder graph =
        graph(value("x", FLOAT, -1), output).addNode(node("SequenceConstruct", "y", "x"));
    return write(root, "sequence", "1", graph);
  }

  /** A model of ONNX's own backend tests, with its golden test beside it. */
  public static TestModel backend(Path root, String test) throws IOException {
    Path directory = root.resolve(test);
    Path from = Path.of("src/test/resources/onnx", test);
    for (String file :
        List.of("model.onnx", "test_data_set_0/input_0.pb", "test_data_set_0/output_0.pb")) {
      Path target = directory.resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(from.resolve(file), target);
    }
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(directory.resolve("model.onnx")));
    return describe(directory, test.replace("test_", "").toLowerCase(), "1", model);
  }

  /** With a golden test: it must answer zeros with zeros, both of this shape. */
  public TestModel withGoldenZeros(long... shape) throws IOException {
    int elements = (int) LongStream.of(shape).reduce(1, Math::multiplyExact);
    byte[] zeros =
        TensorProto.newBuilder()
            .setDataType(FLOAT)
            .addAllDims(LongStream.of(shape).boxed().toList())
            .setRawData(ByteString.copyFrom(new byte[elements * Float.BYTES]))
            .build()
            .toByteArray();
    Path set = Files.createDirectories(directory.resolve("test_data_set_0"));
    Files.write(set.resolve("input_0.pb"), zeros);
    Files.write(set.resolve("output_0.pb"), zeros);
    return this;
  }

  private static GraphProto.Builder graph(ValueInfoProto input, ValueInfoProto output) {
    return GraphProto.newBuilder().setName("test").addInput(input).addOutput(output);
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addOutput(output)
        .addAllInput(List.of(inputs))
        .build();
  }

  private static ValueInfoProto value(String name, int type, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
      if (size < 0) {
        dimension.setDimParam("n" + shape.getDimCount());
      } else {
        dimension.setDimValue(size);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static TestModel write(Path root, String name, String version, GraphProto.Builder graph)
      throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(IR)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph)
            .build();
    Path directory = Files.createDirectories(root.resolve(name + "-" + version));
    Files.write(directory.resolve("model.onnx"), model.toByteArray());
    return describe(directory, name, version, model);
  }

  /** The manifest says what the runtime says; a model that it refuses has no inputs and outputs. */
  private static TestModel describe(Path directory, String name, String version, ModelProto model)
      throws IOException {
    byte[] bytes = Files.readAllBytes(directory.resolve("model.onnx"));
    Digest digest = Digest.of(bytes, name.getBytes(), version.getBytes());
    Manifest bare =
        new Manifest(
            digest,
            new ModelName(name),
            version,
            null,
            "model.onnx",
            List.of(new ModelFile("model.onnx", bytes.length, Digest.of(bytes), List.of())),
            List.of(),
            List.of(),
            (int) model.getOpsetImport(0).getVersion(),
            (int) model.getIrVersion(),
            0,
            1e-3,
            1e-7);
    TestModel undescribed = new TestModel(bare, directory);
    try (LoadedModel loaded =
        LoadedModel.open(directory.resolve("model.onnx"), RuntimeOptions.small())) {
      return undescribed.with(loaded.inputs(), loaded.outputs());
    } catch (ModelLoadException e) {
      return undescribed;
    }
  }

  /** The same files under a manifest that promises other inputs and outputs. */
  public TestModel with(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    return with(inputs, outputs, manifest.baselines());
  }

  /** The same files under a manifest with baselines. */
  public TestModel with(List<Baseline> baselines) {
    return with(manifest.inputs(), manifest.outputs(), baselines);
  }

  private TestModel with(
      List<TensorSpec> inputs, List<TensorSpec> outputs, List<Baseline> baselines) {
    Manifest m = manifest;
    return new TestModel(
        new Manifest(
            m.digest(),
            m.name(),
            m.version(),
            m.origin(),
            m.modelPath(),
            m.files(),
            inputs,
            outputs,
            m.opset(),
            m.irVersion(),
            m.minMemoryBytes(),
            m.goldenRelative(),
            m.goldenAbsolute(),
            baselines),
        directory);
  }
}
