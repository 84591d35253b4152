package dev.linnet.daemon.packing;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.OnnxModel.Value;
import dev.linnet.proto.onnx.TensorProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks {@code test_data_set_N/input_K.pb} and {@code output_K.pb} against the model, so that a
 * bad one is found when it is pushed and not on the first node that tries it. K counts the inputs
 * that a caller gives.
 */
final class GoldenTests {
  private static final Pattern PATH =
      Pattern.compile("(test_data_set[^/]*)/(?:(input|output)_(0|[1-9][0-9]{0,3})\\.pb)?.*");

  /** One tensor at a time is in memory. */
  private static final long MAX_TENSOR_BYTES = 256L * 1024 * 1024;

  private final Source source;
  private final OnnxModel model;

  GoldenTests(Source source, OnnxModel model) {
    this.source = source;
    this.model = model;
  }

  /** Whether a file lies where golden tests do. */
  static boolean isOne(String path) {
    return PATH.matcher(path).matches();
  }

  /**
   * Checks every set among the model's files.
   *
   * @throws UserError naming the first file that is wrong or missing
   */
  void check(SortedSet<String> paths) throws IOException {
    SortedSet<String> sets = new TreeSet<>();
    for (String path : paths) {
      Matcher matcher = PATH.matcher(path);
      if (matcher.matches()) {
        sets.add(matcher.group(1));
        checkFile(path, matcher);
      }
    }
    for (String set : sets) {
      requireAll(paths, set, "input", model.inputs());
      requireAll(paths, set, "output", model.outputs());
    }
  }

  private void checkFile(String path, Matcher matcher) throws IOException {
    String role = matcher.group(2);
    if (role == null || !path.endsWith("/" + role + "_" + matcher.group(3) + ".pb")) {
      throw refused(path, "expected input_N.pb or output_N.pb");
    }
    List<Value> values = role.equals("input") ? model.inputs() : model.outputs();
    int index = Integer.parseInt(matcher.group(3));
    if (index >= values.size()) {
      throw refused(path, "the model has " + values.size() + " " + role + "s, counted from 0");
    }
    checkTensor(path, role, values.get(index));
  }

  private void checkTensor(String path, String role, Value value) throws IOException {
    Path file = source.root().resolve(path);
    if (Files.size(file) > MAX_TENSOR_BYTES) {
      throw refused(path, "is over 256 MiB");
    }
    TensorProto tensor;
    try (InputStream in = Files.newInputStream(file)) {
      tensor = TensorProto.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw refused(path, "is not a serialized TensorProto");
    }
    ElementType type =
        ElementType.ofOnnx(tensor.getDataType())
            .orElseThrow(() -> refused(path, "is not a tensor of a type that is served"));
    if (type != value.type() || !value.takes(tensor.getDimsList())) {
      throw refused(
          path,
          "is "
              + type
              + " "
              + tensor.getDimsList()
              + ", the "
              + role
              + " '"
              + value.name()
              + "' is "
              + value.type()
              + " "
              + value.spec().shape());
    }
    checkLength(path, tensor, type);
  }

  private void checkLength(String path, TensorProto tensor, ElementType type) {
    long expected = 1;
    try {
      for (long size : tensor.getDimsList()) {
        if (size < 0) {
          throw refused(path, "has the negative size " + size);
        }
        expected = Math.multiplyExact(expected, size);
      }
    } catch (ArithmeticException e) {
      throw refused(path, "is of an impossible size");
    }
    long found = elements(tensor, type);
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || found != expected) {
      throw refused(path, "holds " + found + " elements, its shape is of " + expected);
    }
  }

  private static long elements(TensorProto tensor, ElementType type) {
    if (!tensor.getRawData().isEmpty() && type.sizeBytes() > 0) {
      int sizeBytes = tensor.getRawData().size();
      return sizeBytes % type.sizeBytes() == 0 ? sizeBytes / type.sizeBytes() : -1;
    }
    switch (type) {
      case FP32:
        return tensor.getFloatDataCount();
      case FP64:
        return tensor.getDoubleDataCount();
      case INT64:
        return tensor.getInt64DataCount();
      case UINT32:
      case UINT64:
        return tensor.getUint64DataCount();
      case BYTES:
        return tensor.getStringDataCount();
      default:
        return tensor.getInt32DataCount();
    }
  }

  private void requireAll(SortedSet<String> paths, String set, String role, List<Value> values) {
    for (int i = 0; i < values.size(); i++) {
      String path = set + "/" + role + "_" + i + ".pb";
      if (!paths.contains(path)) {
        throw refused(path, "is missing: it is the " + role + " '" + values.get(i).name() + "'");
      }
    }
  }

  private UserError refused(String path, String problem) {
    return Source.refused(source.given(), ": golden test " + path + ": " + problem);
  }
}
