package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoRoomTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Load model from /m/model.onnx failed:system error number 24",
        "Load model from /m/model.onnx failed:system error number 12",
        "Load model from /m/model.onnx failed:std::bad_alloc",
        "Exception during initialization: std::bad_alloc",
        "open file \"/m/weights\" failed: Too many open files",
        "mmap file \"/m/weights\" failed: Cannot allocate memory",
        "Failed to allocate memory for requested buffer of size 8589934592",
        "pthread_create failed, error code: 11 error msg: Resource temporarily unavailable",
      })
  void runtimeThatFindsNoRoomSaysSo(String words) {
    OrtException said = new OrtException(words);
    assertThat(NoRoom.isWhy(new ModelLoadException("model.onnx: " + words, said))).isTrue();
  }

  static List<Throwable> lacksThatJavaTellsOf() {
    return List.of(
        new OutOfMemoryError("unable to create native thread: possibly out of memory"),
        new IllegalStateException(new OutOfMemoryError("Java heap space")),
        new UncheckedIOException(new IOException("/m/model.onnx (Too many open files)")),
        new ModelLoadException(
            "model.onnx: ", new FileSystemException("/m", null, "Too many open files in system")),
        new UnsatisfiedLinkError("/n/libonnxruntime.so: Cannot allocate memory"));
  }

  @ParameterizedTest
  @MethodSource("lacksThatJavaTellsOf")
  void lackThatJavaTellsOfIsOneWhereverItLies(Throwable failure) {
    assertThat(NoRoom.isWhy(failure)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Load model from /m/model.onnx failed:Protobuf parsing failed.",
        "Load model from /m/model.onnx failed:system error number 2",
        "Load model from /m/model.onnx failed:system error number 122",
      })
  void whatElseTheRuntimeSaysIsTheVersionsOwn(String words) {
    OrtException said = new OrtException(words);
    assertThat(NoRoom.isWhy(new ModelLoadException("model.onnx: " + words, said))).isFalse();
  }

  @Test
  void damagedModelIsToBlame(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("model.onnx"), "no model");
    assertThat(NoRoom.isWhy(failureOf(file))).isFalse();
  }

  @Test
  void namesInAModelThatBreaksItsPromiseAreNoExcuse() {
    ModelLoadException mismatch = new ModelLoadException("it lacks input 'std::bad_alloc'");
    assertThat(NoRoom.isWhy(mismatch)).isFalse();
  }

  private static Throwable failureOf(Path file) {
    try (LoadedModel model = LoadedModel.open(file, RuntimeOptions.small())) {
      throw new AssertionError("was loaded: " + model.inputs());
    } catch (ModelLoadException e) {
      return e;
    }
  }
}
