package dev.linnet.daemon.serving;

import dev.linnet.core.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Tensors put together along their first dimension, and taken apart again. */
final class Rows {
  private Rows() {}

  /** Whether all inputs and outputs have a free first dimension, as a batch needs it. */
  static boolean suit(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    return !inputs.isEmpty()
        && inputs.stream().allMatch(Rows::free)
        && outputs.stream().allMatch(Rows::free);
  }

  private static boolean free(TensorSpec spec) {
    return !spec.shape().isEmpty() && spec.shape().get(0) < 0;
  }

  /** How many rows these inputs have; 0 if they are not of one number of rows. */
  static int of(List<Tensor> tensors) {
    long rows = tensors.get(0).shape().get(0);
    boolean one = tensors.stream().allMatch(tensor -> tensor.shape().get(0) == rows);
    return one && rows <= Integer.MAX_VALUE ? (int) rows : 0;
  }

  /** The requests' tensors, each behind that of the request before; all have the same names. */
  static List<Tensor> join(List<List<Tensor>> requests) {
    List<Tensor> joined = new ArrayList<>();
    for (Tensor first : requests.get(0)) {
      joined.add(joinOne(first, requests));
    }
    return joined;
  }

  private static Tensor joinOne(Tensor first, List<List<Tensor>> requests) {
    List<Tensor> parts = new ArrayList<>();
    for (List<Tensor> request : requests) {
      request.stream().filter(tensor -> tensor.name().equals(first.name())).forEach(parts::add);
    }
    List<Long> shape = new ArrayList<>(first.shape());
    shape.set(0, parts.stream().mapToLong(part -> part.shape().get(0)).sum());
    if (first.datatype() == Datatype.BYTES) {
      List<String> strings = new ArrayList<>();
      parts.forEach(part -> strings.addAll(part.strings()));
      return Tensor.ofStrings(first.name(), shape, strings);
    }
    int bytes = parts.stream().mapToInt(part -> part.data().remaining()).reduce(0, Math::addExact);
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    parts.forEach(part -> data.put(part.data()));
    return Tensor.of(first.name(), first.datatype(), shape, data.flip());
  }

  /** Some rows of each tensor. */
  static List<Tensor> slice(List<Tensor> tensors, int from, int rows) {
    List<Tensor> slices = new ArrayList<>();
    for (Tensor tensor : tensors) {
      int all = Math.toIntExact(tensor.shape().get(0));
      List<Long> shape = new ArrayList<>(tensor.shape());
      shape.set(0, (long) rows);
      if (tensor.datatype() == Datatype.BYTES) {
        int width = tensor.strings().size() / all;
        slices.add(
            Tensor.ofStrings(
                tensor.name(),
                shape,
                tensor.strings().subList(from * width, (from + rows) * width)));
      } else {
        int width = tensor.data().remaining() / all;
        slices.add(
            Tensor.of(
                tensor.name(),
                tensor.datatype(),
                shape,
                tensor.data().slice(from * width, rows * width)));
      }
    }
    return slices;
  }
}
