package dev.linnet.daemon.packing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.linnet.daemon.UserError;
import dev.linnet.proto.onnx.GraphProto;
import dev.linnet.proto.onnx.TensorProto;
import dev.linnet.proto.onnx.TypeProto;
import dev.linnet.proto.onnx.ValueInfoProto;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each bad model, and the very line that a person reads. {@code @} stands for the directory. */
class BadModelsTest {
  private static final byte[] GOOD = SmallOnnx.model().build().toByteArray();

  private final Path temp;

  BadModelsTest(@TempDir Path temp) {
    this.temp = temp;
  }

  /** Puts a bad model into an empty directory. */
  private interface Setup {
    void in(Path dir) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> models() {
    return Stream.of(
        bad("no such file", "", dir -> {}, "model @/m: no such file or directory"),
        bad(
            "an empty directory",
            "",
            dir -> Files.createDirectory(dir.resolve("m")),
            "model @/m holds neither model.onnx, MLmodel, VERSION/model.onnx nor"
                + " NAME/VERSION/model.onnx"),
        bad(
            "a file of another name",
            "model.bin",
            dir -> put(dir, "m/model.bin", GOOD),
            "model @/m/model.bin: expected a directory, or a file whose name ends in .onnx"),
        bad(
            "two layouts",
            "",
            dir -> {
              put(dir, "m/model.onnx", GOOD);
              put(dir, "m/3/model.onnx", GOOD);
            },
            "model @/m holds both model.onnx and 3/model.onnx: keep one of the two layouts"),
        bad(
            "MLflow's layout and Triton's",
            "",
            dir -> {
              put(dir, "m/MLmodel", "flavors: {onnx: {data: model.onnx}}".getBytes(UTF_8));
              put(dir, "m/model.onnx", GOOD);
              put(dir, "m/3/model.onnx", GOOD);
            },
            "model @/m holds both MLmodel and 3/model.onnx: keep one of the two layouts"),
        bad(
            "an entry of Triton's with an entry in it",
            "",
            dir -> {
              put(dir, "m/3/model.onnx", GOOD);
              put(dir, "m/other/1/model.onnx", GOOD);
            },
            "model @/m holds both 3/model.onnx and other/1/model.onnx: keep one of the two"
                + " layouts"),
        bad(
            "a version that is not there",
            "",
            dir -> put(dir, "m/3/model.onnx", GOOD),
            "model @/m has no version 1: it has 3"),
        bad(
            "over 2 GiB in one file",
            "",
            dir -> {
              put(dir, "m/model.onnx", GOOD);
              try (RandomAccessFile sparse =
                  new RandomAccessFile(dir.resolve("m/model.onnx").toFile(), "rw")) {
                sparse.setLength((2L << 30) + 1);
              }
            },
            "model @/m/model.onnx is over 2 GiB: export it with its weights as external data"),
        model("an empty file", new byte[0], "model @/m/model.onnx is empty"),
        model(
            "text renamed",
            "import torch\nprint('hello')\n".getBytes(UTF_8),
            "model @/m/model.onnx is not an ONNX model: expected a serialized ModelProto"),
        model(
            "random bytes",
            random(10_000),
            "model @/m/model.onnx is not an ONNX model: expected a serialized ModelProto"),
        model(
            "branches without end",
            SmallOnnx.branches(40),
            "model @/m/model.onnx is not an ONNX model: expected a serialized ModelProto"),
        model(
            "a web page",
            "<!DOCTYPE html><html>not found</html>".getBytes(UTF_8),
            "model @/m/model.onnx is not an ONNX model: expected a serialized ModelProto"),
        model(
            "a truncated file",
            Arrays.copyOf(GOOD, GOOD.length - 9),
            "model @/m/model.onnx is cut off: " + "5 bytes are missing at its end; copy it again"),
        model(
            "no graph",
            SmallOnnx.model().clearGraph().build().toByteArray(),
            "model @/m/model.onnx is an ONNX model without a graph:"
                + " it is cut off, or a model of functions"),
        model(
            "no opset",
            SmallOnnx.model().clearOpsetImport().build().toByteArray(),
            "model @/m/model.onnx does not say which opset of the domain 'ai.onnx' it needs"),
        graph(
            "no outputs",
            SmallOnnx.graph().clearOutput(),
            "model @/m/model.onnx has no outputs: it answers nothing"),
        graph(
            "a map as output",
            SmallOnnx.graph().clearOutput().addOutput(map("probabilities")),
            "model @/m/model.onnx has the output 'probabilities', a map: only tensors are served"),
        graph(
            "an 8-bit float as input",
            SmallOnnx.graph().clearInput().addInput(SmallOnnx.value("x", 17, 4)),
            "model @/m/model.onnx has the input 'x', of ONNX type 17, which is not served"),
        model(
            "external data missing",
            SmallOnnx.external("w.bin", "16"),
            "model @/m/model.onnx: its external data 'w.bin' is missing: put it beside the model"),
        model(
            "external data outside",
            SmallOnnx.external("../w.bin", "16"),
            "model @/m/model.onnx: its external data '../w.bin'"
                + " does not lie inside the model's directory"),
        model(
            "external data at an absolute path, in a branch",
            SmallOnnx.externalInBranch("/etc/passwd"),
            "model @/m/model.onnx: its external data '/etc/passwd'"
                + " does not lie inside the model's directory"),
        bad(
            "external data cut off",
            "",
            dir -> {
              put(dir, "m/model.onnx", SmallOnnx.external("w.bin", "16"));
              put(dir, "m/w.bin", new byte[15]);
            },
            "model @/m/model.onnx: its external data 'w.bin' is cut off:"
                + " it has 15 bytes, the model needs 16; copy it again"),
        bad(
            "external data linked",
            "",
            dir -> {
              put(dir, "m/model.onnx", SmallOnnx.external("w.bin", "16"));
              put(dir, "w.bin", new byte[16]);
              Files.createSymbolicLink(dir.resolve("m/w.bin"), dir.resolve("w.bin"));
            },
            "model @/m/model.onnx: its external data 'w.bin' is a link: put the file itself there"),
        bad(
            "external data with a second name elsewhere",
            "",
            dir -> {
              put(dir, "m/model.onnx", SmallOnnx.external("w.bin", "16"));
              put(dir, "w.bin", new byte[16]);
              Files.createLink(dir.resolve("m/w.bin"), dir.resolve("w.bin"));
            },
            "model @/m/model.onnx: its external data 'w.bin' has another name elsewhere:"
                + " put a copy of its own there"),
        bad(
            "a version that is a link",
            "",
            dir -> {
              put(dir, "m/config.pbtxt", new byte[0]);
              put(dir, "other/model.onnx", "never read".getBytes(UTF_8));
              Files.createSymbolicLink(dir.resolve("m/1"), dir.resolve("other"));
            },
            "model @/m: 1 is a link: put the file itself there"),
        bad(
            "a model in a version that is a link",
            "",
            dir -> {
              put(dir, "other", "never read".getBytes(UTF_8));
              Files.createDirectories(dir.resolve("m/1"));
              Files.createSymbolicLink(dir.resolve("m/1/model.onnx"), dir.resolve("other"));
            },
            "model @/m: 1/model.onnx is a link: put the file itself there"),
        triton(
            "a model of PyTorch",
            "backend: 'pytorch'",
            "backend 'pytorch': expected 'onnxruntime', only ONNX models are served"),
        triton(
            "a model of TensorRT, among other fields",
            """
            # platform: "onnxruntime_onnx"
            input [ { name: "x" platform: "onnxruntime_onnx" dims: [ -1, 4 ] } ]
            platform: "tensorrt_" 'plan'
            """,
            "platform 'tensorrt_plan': expected 'onnxruntime_onnx', only ONNX models are served"),
        triton(
            "an ensemble",
            "platform: \"ensemble\" ensemble_scheduling { step [ { model_name: \"x\" } ] }",
            "platform 'ensemble': expected 'onnxruntime_onnx', only ONNX models are served"),
        triton(
            "a model that answers as often as it likes",
            "backend: \"onnxruntime\" model_transaction_policy { decoupled: True }",
            "model_transaction_policy.decoupled: only one answer to each request is served"),
        triton(
            "a model of another file name",
            "default_model_filename: \"net.onnx\"",
            "default_model_filename 'net.onnx': expected 'model.onnx', only ONNX models are"
                + " served"),
        bad(
            "a link beside",
            "",
            dir -> {
              put(dir, "m/model.onnx", GOOD);
              Files.createSymbolicLink(dir.resolve("m/labels"), Path.of("model.onnx"));
            },
            "model @/m: labels is a link: put the file itself there"),
        bad(
            "too many files",
            "",
            dir -> {
              put(dir, "m/model.onnx", GOOD);
              for (int i = 0; i < 1_000; i++) {
                put(dir, "m/image" + i, new byte[0]);
              }
            },
            "model @/m holds more than 1000 files: push a directory that holds the model alone"),
        golden(
            "golden test of no name",
            "test_data_set_0/in.pb",
            floats(1, 4),
            "test_data_set_0/in.pb: expected input_N.pb or output_N.pb"),
        golden(
            "golden test of an input that is not",
            "test_data_set_0/input_1.pb",
            floats(1, 4),
            "test_data_set_0/input_1.pb: the model has 1 inputs, counted from 0"),
        golden(
            "golden test that is no tensor",
            "test_data_set_0/input_0.pb",
            "hello".getBytes(UTF_8),
            "test_data_set_0/input_0.pb: is not a serialized TensorProto"),
        golden(
            "golden test of another type",
            "test_data_set_0/input_0.pb",
            TensorProto.newBuilder().setDataType(7).addDims(1).addDims(4).build().toByteArray(),
            "test_data_set_0/input_0.pb: is INT64 [1, 4], the input 'x' is FP32 [-1, 4]"),
        golden(
            "golden test of another shape",
            "test_data_set_0/output_0.pb",
            floats(1, 5),
            "test_data_set_0/output_0.pb: is FP32 [1, 5], the output 'y' is FP32 [-1, 4]"),
        golden(
            "golden test without its data",
            "test_data_set_0/input_0.pb",
            TensorProto.newBuilder().setDataType(1).addDims(2).addDims(4).build().toByteArray(),
            "test_data_set_0/input_0.pb: holds 0 elements, its shape is of 8"),
        golden(
            "golden test without its output",
            "test_data_set_0/input_0.pb",
            floats(1, 4),
            "test_data_set_0/output_0.pb: is missing: it is the output 'y'"));
  }

  @TestFactory
  Stream<DynamicTest> words() {
    return Stream.of(
        word(
            "Detector",
            null,
            "1",
            null,
            UserError.FAILED,
            "model name 'Detector': expected 1 to 63 of a-z, 0-9, '.', '_' and '-',"
                + " starting and ending with a letter or digit; give one with --name"),
        word(
            "m",
            "../m",
            "1",
            null,
            UserError.USAGE,
            "model name '../m': expected 1 to 63 of a-z, 0-9, '.', '_' and '-',"
                + " starting and ending with a letter or digit"),
        word("m", "x".repeat(300), "1", null, UserError.USAGE, named("x".repeat(80) + "…")),
        word("m", "x\0y", "1", null, UserError.USAGE, named("x y")),
        word("m", null, null, null, UserError.USAGE, "model @/m: give its version with --version"),
        word(
            "m",
            null,
            "1/2",
            null,
            UserError.USAGE,
            "version '1/2': expected 1 to 63 letters, digits, '.', '_' and '-'"),
        word(
            "m",
            null,
            "1",
            "file:///etc",
            UserError.USAGE,
            "--origin 'file:///etc': expected http://HOST/PATH or https://HOST/PATH"
                + " without user, query or fragment"));
  }

  private static String named(String name) {
    return "model name '"
        + name
        + "': expected 1 to 63 of a-z, 0-9, '.', '_' and '-',"
        + " starting and ending with a letter or digit";
  }

  private DynamicTest word(
      String directory,
      @Nullable String name,
      @Nullable String version,
      @Nullable String origin,
      int exitCode,
      String message) {
    return DynamicTest.dynamicTest(
        message,
        () -> {
          Path dir = Files.createTempDirectory(temp, "case");
          put(dir, directory + "/model.onnx", GOOD);
          UserError error =
              catchThrowableOfType(
                  UserError.class,
                  () -> ModelPacker.pack(dir.resolve(directory), name, version, origin));
          assertThat(error).hasMessage(message.replace("@", dir.toString()));
          assertThat(error.exitCode()).isEqualTo(exitCode);
        });
  }

  private DynamicTest graph(String what, GraphProto.Builder graph, String message) {
    return model(what, SmallOnnx.model().setGraph(graph).build().toByteArray(), message);
  }

  private DynamicTest model(String what, byte[] bytes, String message) {
    return bad(what, "", dir -> put(dir, "m/model.onnx", bytes), message);
  }

  private DynamicTest triton(String what, String config, String message) {
    return bad(
        what,
        "",
        dir -> {
          put(dir, "m/1/model.onnx", GOOD);
          put(dir, "m/config.pbtxt", config.getBytes(UTF_8));
        },
        "model @/m: config.pbtxt has " + message);
  }

  private DynamicTest golden(String what, String path, byte[] bytes, String message) {
    return bad(
        what,
        "",
        dir -> {
          put(dir, "m/model.onnx", GOOD);
          put(dir, "m/" + path, bytes);
        },
        "model @/m: golden test " + message);
  }

  private DynamicTest bad(String what, String file, Setup setup, String message) {
    return DynamicTest.dynamicTest(
        what,
        () -> {
          Path dir = Files.createTempDirectory(temp, "case");
          setup.in(dir);
          UserError error =
              catchThrowableOfType(
                  UserError.class,
                  () -> ModelPacker.pack(dir.resolve("m").resolve(file), null, "1", null));
          assertThat(error).hasMessage(message.replace("@", dir.toString()));
          assertThat(error.exitCode()).isEqualTo(UserError.FAILED);
        });
  }

  private static void put(Path dir, String path, byte[] bytes) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, bytes);
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private static byte[] floats(long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(1);
    long count = 1;
    for (long size : dims) {
      tensor.addDims(size);
      count *= size;
    }
    for (long i = 0; i < count; i++) {
      tensor.addFloatData(i);
    }
    return tensor.build().toByteArray();
  }

  private static ValueInfoProto map(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setMapType(TypeProto.Map.newBuilder().setKeyType(7)))
        .build();
  }
}
