import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies a jar without the native libraries of other platforms: {@code java Natives.java PLATFORM
 * FROM TO}. Every entry gets one and the same time, so the same jar gives the same bytes.
 */
final class Natives {
  /** How ONNX Runtime, RocksDB, netty, JLine and JNA name what glibc of a platform loads. */
  private static final Map<String, Pattern> OURS =
      Map.of(
          "linux-x64",
          Pattern.compile(
              "/linux-x64/|rocksdbjni-linux64\\.so|linux_x86_64\\.so|epoll_x86_64\\.so"
                  + "|/Linux/x86_64/|/linux-x86-64/"),
          "linux-aarch64",
          Pattern.compile(
              "/linux-aarch64/|rocksdbjni-linux-aarch64\\.so|linux_aarch_64\\.so"
                  + "|epoll_aarch_64\\.so|/Linux/arm64/"));

  private static final Pattern NATIVE =
      Pattern.compile("\\.(so|a|dll|jnilib|dylib)$|\\.dSYM/|/native/(osx|win|linux)-[a-z0-9]+/$");

  /** 1980-01-01, the first that a ZIP can name. */
  private static final long TIME_SECONDS = 315532800;

  private Natives() {}

  public static void main(String[] arguments) throws IOException {
    Pattern ours = OURS.get(arguments[0]);
    if (ours == null) {
      throw new IllegalArgumentException(
          arguments[0] + ": expected one of " + List.copyOf(OURS.keySet()));
    }
    int natives = 0;
    int kept = 0;
    try (ZipFile from = new ZipFile(arguments[1]);
        OutputStream file = Files.newOutputStream(Path.of(arguments[2]));
        ZipOutputStream to = new ZipOutputStream(file)) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        String name = entry.getName();
        boolean isNative = NATIVE.matcher(name).find();
        boolean isOurs = ours.matcher("/" + name).find();
        if (isNative && !name.endsWith("/")) {
          natives++;
          kept += isOurs ? 1 : 0;
        }
        if (!isNative || isOurs) {
          ZipEntry copy = new ZipEntry(name);
          copy.setTimeLocal(
              LocalDateTime.ofEpochSecond(
                  TIME_SECONDS, 0, ZoneOffset.UTC));
          to.putNextEntry(copy);
          from.getInputStream(entry).transferTo(to);
          to.closeEntry();
        }
      }
    }
    if (natives > 0 && kept == 0) {
      throw new IllegalStateException(
          arguments[1] + ": none of its " + natives + " natives is for " + arguments[0]);
    }
  }
}
