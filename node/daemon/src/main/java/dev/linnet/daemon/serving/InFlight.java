package dev.linnet.daemon.serving;

import dev.linnet.core.trust.Digest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which versions are answering at this moment, in a file that outlives the process: it is mapped
 * memory, so that marking a call costs no system call, and the kernel keeps it whatever native code
 * does to the process. A version that was answering when the process died is charged with a death,
 * and one that was answering at two deaths is suspect. When the whole machine went down or Java's
 * heap was used up, no version is charged; and deaths are forgiven once the version has answered
 * for a while.
 *
 * <p>The file has {@value #RECORDS} records of a digest, the calls under way, and the deaths; and
 * then the identity of the machine's boot.
 */
final class InFlight implements AutoCloseable {
  private static final int RECORDS = 64;
  private static final int DIGEST_BYTES = 32;
  private static final int UNDER_WAY = DIGEST_BYTES;
  private static final int DEATHS = DIGEST_BYTES + Integer.BYTES;
  private static final int RECORD_BYTES = 64;
  private static final int BOOT_AT = RECORDS * RECORD_BYTES;
  private static final int FILE_BYTES = BOOT_AT + DIGEST_BYTES;
  private static final int SUSPECT_DEATHS = 2;

  /** At the end of a file's name beside this one, which scripts/lib/out-of-memory writes. */
  private static final String OUT_OF_MEMORY = "-out-of-memory";

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer file;

  private InFlight(MappedByteBuffer file) {
    this.file = file;
  }

  /** Opens the record, or makes it, and charges what was under way when the process before died. */
  static InFlight open(Path path) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      InFlight inFlight = new InFlight(channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES));
      boolean outOfMemory = Files.deleteIfExists(Path.of(path + OUT_OF_MEMORY));
      boolean charged = inFlight.rememberBoot() && !outOfMemory;
      for (int record = 0; record < RECORDS; record++) {
        if (charged && inFlight.get(record, UNDER_WAY) > 0) {
          inFlight.set(record, DEATHS, inFlight.get(record, DEATHS) + 1);
        }
        inFlight.set(record, UNDER_WAY, 0);
      }
      inFlight.file.force();
      return inFlight;
    }
  }

  /** Whether the machine is up since the process before; where it cannot tell, it counts as so. */
  private boolean rememberBoot() {
    String boot;
    try {
      boot = Files.readString(BOOT);
    } catch (IOException e) {
      return true;
    }
    byte[] identity = Digest.of(boot.getBytes(StandardCharsets.UTF_8)).raw();
    boolean same = file.slice(BOOT_AT, DIGEST_BYTES).equals(ByteBuffer.wrap(identity));
    file.put(BOOT_AT, identity);
    return same;
  }

  /** Whether the process died so often while this version was answering that it may be why. */
  synchronized boolean suspects(Digest version) {
    int record = find(version);
    return record >= 0 && get(record, DEATHS) >= SUSPECT_DEATHS;
  }

  /** Where calls of a version are marked. */
  synchronized Mark mark(Digest version) {
    int record = find(version);
    if (record < 0) {
      record = free();
      file.put(record * RECORD_BYTES, version.raw());
      set(record, DEATHS, 0);
    }
    return new Mark(record);
  }

  private int find(Digest version) {
    ByteBuffer wanted = ByteBuffer.wrap(version.raw());
    for (int record = 0; record < RECORDS; record++) {
      if (file.slice(record * RECORD_BYTES, DIGEST_BYTES).equals(wanted)) {
        return record;
      }
    }
    return -1;
  }

  /** One that nothing is known of; else the idle one with the fewest deaths. */
  private int free() {
    int best = 0;
    for (int record = 1; record < RECORDS; record++) {
      if (weight(record) < weight(best)) {
        best = record;
      }
    }
    return best;
  }

  private long weight(int record) {
    boolean unused = file.getLong(record * RECORD_BYTES) == 0;
    return unused ? -1 : ((long) get(record, UNDER_WAY) << 32) + get(record, DEATHS);
  }

  private int get(int record, int field) {
    return (int) INT.getVolatile(file, record * RECORD_BYTES + field);
  }

  private void set(int record, int field, int value) {
    INT.setVolatile(file, record * RECORD_BYTES + field, value);
  }

  /** The calls of one version. */
  final class Mark {
    private final int record;

    private Mark(int record) {
      this.record = record;
    }

    void enter() {
      INT.getAndAdd(file, record * RECORD_BYTES + UNDER_WAY, 1);
    }

    void leave() {
      INT.getAndAdd(file, record * RECORD_BYTES + UNDER_WAY, -1);
    }

    /** The version has answered long enough to be believed. */
    void forgive() {
      set(record, DEATHS, 0);
    }
  }

  /** What is still under way as the daemon ends is no death. */
  @Override
  public synchronized void close() {
    for (int record = 0; record < RECORDS; record++) {
      set(record, UNDER_WAY, 0);
    }
    file.force();
  }
}
