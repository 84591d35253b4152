package dev.linnet.daemon.serving;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * Unpacks ONNX Runtime's native library to a directory that stays, where the runtime finds it by a
 * property of its own. Left alone it would unpack 28 MB into the temporary directory at each start
 * of each process, trials included, and fail where that is mounted noexec.
 */
final class OnnxNatives {
  static final String PROPERTY = "onnxruntime.native.path";
  private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

  private OnnxNatives() {}

  /** Unpacks what is missing or of another length; leaves a path alone that a person set. */
  static void unpack(Path directory) throws IOException {
    if (System.getProperty(PROPERTY) != null) {
      return;
    }
    Files.createDirectories(directory);
    for (String library : LIBRARIES) {
      String file = System.mapLibraryName(library);
      URL packed = OrtEnvironment.class.getResource("native/" + platform() + "/" + file);
      if (packed == null) {
        return; // The runtime itself says best that it has nothing for this platform.
      }
      URLConnection connection = packed.openConnection();
      try (InputStream in = connection.getInputStream()) {
        Path target = directory.resolve(file);
        if (!Files.exists(target) || Files.size(target) != connection.getContentLengthLong()) {
          replace(in, target);
        }
      }
    }
    System.setProperty(PROPERTY, directory.toAbsolutePath().toString());
  }

  /** Never writes into a library that another process has mapped. */
  private static void replace(InputStream in, Path target) throws IOException {
    Path fresh = Files.createTempFile(target.toAbsolutePath().getParent(), "unpack", ".tmp");
    try {
      Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          fresh, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return (system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux")
        + (machine.equals("aarch64") ? "-aarch64" : "-x64");
  }
}
