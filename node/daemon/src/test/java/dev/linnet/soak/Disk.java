package dev.linnet.soak;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A host's disk: a file system of its own in a file, which can be filled, frozen and broken. */
final class Disk implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long BLOCK_BYTES = 4_096;

  private final Path image;
  private final Path mount;
  private boolean closing;

  Disk(Path image, Path mount, int mebibytes) throws IOException {
    this.image = image;
    this.mount = Files.createDirectories(mount);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(mebibytes * 1024L * 1024);
    }
    // The superuser has no part of its own: a full disk is full for everyone.
    Shell.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
    mount();
  }

  private void mount() {
    Shell.run("mount", "-o", "loop,errors=remount-ro", image.toString(), mount.toString());
  }

  Path directory() {
    return mount;
  }

  /**
   * Whatever is done to this disk would be done to the machine's own if nothing were mounted here,
   * as between the steps of a repair.
   */
  private void requireMounted() {
    Shell.run("mountpoint", "-q", mount.toString());
  }

  /** Takes all but so many bytes. */
  synchronized void fill(long leftBytes) {
    requireMounted();
    long takenBytes = 0;
    long stepBytes = Long.MAX_VALUE;
    while (stepBytes >= BLOCK_BYTES) {
      long wantedBytes = Math.min(stepBytes, mount.toFile().getUsableSpace() - leftBytes);
      if (wantedBytes < BLOCK_BYTES) {
        return;
      }
      // The node writes meanwhile, and the file system needs some for its own books.
      if (take(takenBytes, wantedBytes)) {
        takenBytes += wantedBytes;
      } else {
        stepBytes = wantedBytes / 2;
      }
    }
  }

  private boolean take(long fromBytes, long bytes) {
    return Shell.succeeds(
        List.of("fallocate", "-o", "" + fromBytes, "-l", "" + bytes, ballast().toString()));
  }

  void empty() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ballast() {
    return mount.resolve("ballast");
  }

  /** While it is frozen, whoever writes to it waits, and cannot even be killed. */
  synchronized void freeze(boolean frozen) {
    if (!closing) {
      requireMounted();
      Shell.run("fsfreeze", frozen ? "-f" : "-u", mount.toString());
    }
  }

  /** Lets whoever waits for it go on, for good. */
  synchronized void thaw() {
    closing = true;
    boolean unused = Shell.succeeds(List.of("fsfreeze", "-u", mount.toString()));
  }

  /** The kernel meets an error of the file system, and lets nobody write any more. */
  synchronized void turnReadOnly() {
    requireMounted();
    String device = Shell.run("findmnt", "-no", "SOURCE", mount.toString()).strip();
    Path trigger = Path.of("/sys/fs/ext4", Path.of(device).getFileName().toString());
    try {
      Files.writeString(trigger.resolve("trigger_fs_error"), "1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An administrator checks the file system and mounts it again; nobody may have it open. */
  synchronized void repair() {
    unmount();
    // Exit code 1: errors were found and mended.
    if (!Shell.succeeds(List.of("sh", "-c", "e2fsck -fy \"$1\"; [ $? -le 1 ]", "sh", "" + image))) {
      throw new IllegalStateException(image + " could not be repaired");
    }
    mount();
  }

  /**
   * A sandbox that was made meanwhile, whosever it is, has the file system mounted for itself too,
   * and as long as that lives it stays as it is, read-only if it was.
   */
  private void unmount() {
    Await.until(
        mount + " is let go", PATIENCE, () -> Shell.succeeds(List.of("umount", mount.toString())));
    Await.until(
        image + " is mounted nowhere",
        PATIENCE,
        () -> Shell.run("losetup", "-j", image.toString()).isBlank());
  }

  @Override
  public void close() {
    if (Shell.succeeds(List.of("mountpoint", "-q", mount.toString()))) {
      unmount();
    }
  }

  /** Lets go what an earlier run, which was killed, left mounted below a directory. */
  static void unmountAll(Path below) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
      String where = line.split(" ", 3)[1];
      if (where.startsWith(below + "/")) {
        boolean unused = Shell.succeeds(List.of("fsfreeze", "-u", where));
        Shell.run("umount", where);
      }
    }
  }
}
