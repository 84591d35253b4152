package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compared with a look at each number by itself, on random bits. */
class FiniteTest {
  private static final int TENSORS = 3_000;

  @ParameterizedTest
  @EnumSource(names = {"FP16", "BF16", "FP32", "FP64"})
  void randomBitsAreJudgedAsOneByOne(Datatype datatype) {
    SplittableRandom random = new SplittableRandom(7);
    int finite = 0;
    for (int i = 0; i < TENSORS; i++) {
      int elements = random.nextInt(40);
      byte[] bits = new byte[elements * datatype.elementBytes()];
      random.nextBytes(bits);
      Tensor tensor = Tensor.of("x", datatype, List.of((long) elements), ByteBuffer.wrap(bits));
      boolean expected = true;
      for (int e = 0; e < elements; e++) {
        expected &= Double.isFinite(tensor.number(e));
      }
      finite += expected ? 1 : 0;
      assertThat(Finite.all(List.of(tensor))).as("tensor %d", i).isEqualTo(expected);
    }
    assertThat(finite).isBetween(1, TENSORS - 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"FP16", "BF16", "FP32", "FP64"})
  void oneInfinityIsFoundAtEveryPlaceOfALargeTensor(Datatype datatype) {
    int width = datatype.elementBytes();
    byte[] exponent = {0, 0, 0, 0, 0, 0, 0, 0};
    exponent[width - 1] = 0x7f;
    exponent[width - 2] = (byte) (datatype == Datatype.FP64 ? 0xf0 : 0x80);
    if (datatype == Datatype.FP16) {
      exponent[1] = 0x7c;
      exponent[0] = 0;
    }
    int elements = 3 * 8 * 1024 / width + 1;
    ByteBuffer zeros = ByteBuffer.allocate(elements * width);
    assertThat(Finite.all(List.of(Tensor.of("x", datatype, List.of((long) elements), zeros))))
        .isTrue();
    for (int at = 0; at < elements; at += 97) {
      ByteBuffer data = ByteBuffer.allocate(elements * width);
      data.put(at * width, exponent, 0, width);
      Tensor tensor = Tensor.of("x", datatype, List.of((long) elements), data);
      assertThat(Finite.all(List.of(tensor))).isFalse();
    }
  }
}
