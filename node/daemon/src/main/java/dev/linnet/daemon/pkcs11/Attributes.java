package dev.linnet.daemon.pkcs11;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/**
 * An array of CK_ATTRIBUTE, in native memory: of each its type, where its value lies, and how many
 * bytes that has. A CK_MECHANISM lies there in the same way.
 */
final class Attributes {
  static final long CLASS = 0;
  static final long LABEL = 3;
  static final long KEY_TYPE = 0x100;
  static final long ID = 0x102;
  static final long EC_POINT = 0x181;

  static final long PUBLIC_KEY = 2;
  static final long PRIVATE_KEY = 3;

  private static final long VALUE_AT = NativeLong.SIZE;
  private static final long BYTES_AT = VALUE_AT + Native.POINTER_SIZE;
  private static final long EACH_BYTES = BYTES_AT + NativeLong.SIZE;

  private record Attribute(long type, Memory value) {}

  private final List<Attribute> all = new ArrayList<>();

  Attributes with(long type, byte[] value) {
    Memory memory = new Memory(value.length);
    memory.write(0, value, 0, value.length);
    all.add(new Attribute(type, memory));
    return this;
  }

  Attributes with(long type, long value) {
    Memory memory = new Memory(NativeLong.SIZE);
    memory.setNativeLong(0, new NativeLong(value));
    all.add(new Attribute(type, memory));
    return this;
  }

  /** The array, which is good for as long as this is. */
  Memory toMemory() {
    Memory memory = new Memory(EACH_BYTES * all.size());
    for (int i = 0; i < all.size(); i++) {
      set(memory.share(i * EACH_BYTES), all.get(i).type(), all.get(i).value());
    }
    return memory;
  }

  NativeLong count() {
    return new NativeLong(all.size());
  }

  /** One attribute or mechanism without a value. */
  static Memory empty(long type) {
    Memory memory = new Memory(EACH_BYTES);
    memory.clear();
    memory.setNativeLong(0, new NativeLong(type));
    return memory;
  }

  static void set(Pointer attribute, long type, Memory value) {
    attribute.setNativeLong(0, new NativeLong(type));
    attribute.setPointer(VALUE_AT, value);
    attribute.setNativeLong(BYTES_AT, new NativeLong(value.size()));
  }

  /** How many bytes the value has; -1 if there is none. */
  static long bytes(Pointer attribute) {
    return attribute.getNativeLong(BYTES_AT).longValue();
  }
}
