package dev.linnet.testmesh;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A disk of some bytes in memory, which can be full. Nobody may have a file open at its end. */
public final class SmallDisk implements AutoCloseable {
  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Makes the directory; the test is skipped where this user may not mount anything. */
  public static SmallDisk at(Path directory, int bytes) throws IOException {
    Files.createDirectory(directory);
    assumeTrue(
        Shell.succeeds(
            List.of(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "mode=0755,size=" + bytes,
                "tmpfs",
                directory.toString())),
        "skipped: this user may not mount a tmpfs, so nothing here has a disk that gets full");
    return new SmallDisk(directory);
  }

  public Path directory() {
    return directory;
  }

  /** Gives it another size, as if files beside had come or gone. */
  public void resize(int bytes) {
    String unused = Shell.run("mount", "-o", "remount,size=" + bytes, directory.toString());
  }

  @Override
  public void close() {
    String unused = Shell.run("umount", directory.toString());
  }
}
