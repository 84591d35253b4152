package dev.linnet.daemon.pkcs11;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.ptr.NativeLongByReference;
import dev.linnet.daemon.UserError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A token that is in a slot now, and what it says of itself (CK_TOKEN_INFO). */
record Token(NativeLong slot, String label, String manufacturer, String model, String serial) {
  private static final int LABEL_BYTES = 32;
  private static final int MANUFACTURER_BYTES = 32;
  private static final int MODEL_BYTES = 16;
  private static final int SERIAL_BYTES = 16;
  private static final int FLAGS_AT = LABEL_BYTES + MANUFACTURER_BYTES + MODEL_BYTES + SERIAL_BYTES;

  /** More than the structure has on any platform. */
  private static final int INFO_BYTES = 512;

  private static final long INITIALIZED = 0x400;

  /** What a URI calls it. */
  String attribute(String name) {
    return switch (name) {
      case "token" -> label;
      case "manufacturer" -> manufacturer;
      case "model" -> model;
      case "serial" -> serial;
      default -> throw new IllegalArgumentException(name);
    };
  }

  /**
   * The token that a URI means.
   *
   * @throws UserError if none fits, or several do
   */
  static Token find(Cryptoki module, Pkcs11Uri uri) {
    List<Token> all = all(module, uri);
    List<Token> fitting = all.stream().filter(uri::fits).toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    throw new UserError(
        UserError.USAGE,
        uri
            + (fitting.isEmpty()
                ? ": no such token is there; "
                    + (all.isEmpty() ? "there is none" : "there are " + labels(all))
                : ": several tokens fit, " + labels(fitting) + ": add serial=SERIAL"));
  }

  private static String labels(List<Token> tokens) {
    return tokens.stream()
        .map(token -> "'" + token.label + "' (serial " + token.serial + ")")
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static List<Token> all(Cryptoki module, Pkcs11Uri uri) {
    byte withToken = 1;
    NativeLongByReference count = new NativeLongByReference();
    Answer.of(module.getSlotList(withToken, null, count)).require(uri.toString(), "C_GetSlotList");
    List<Token> tokens = new ArrayList<>();
    if (count.getValue().longValue() == 0) {
      return tokens;
    }
    Memory slots = new Memory(count.getValue().longValue() * NativeLong.SIZE);
    Answer.of(module.getSlotList(withToken, slots, count)).require(uri.toString(), "C_GetSlotList");
    for (int i = 0; i < count.getValue().intValue(); i++) {
      NativeLong slot = slots.getNativeLong((long) i * NativeLong.SIZE);
      Memory info = new Memory(INFO_BYTES);
      info.clear();
      // A token may be pulled at any time, and then is none.
      if (Answer.of(module.getTokenInfo(slot, info)).is(Answer.OK)
          && (info.getNativeLong(FLAGS_AT).longValue() & INITIALIZED) != 0) {
        tokens.add(read(slot, info));
      }
    }
    return tokens;
  }

  private static Token read(NativeLong slot, Memory info) {
    int at = LABEL_BYTES + MANUFACTURER_BYTES;
    return new Token(
        slot,
        text(info, 0, LABEL_BYTES),
        text(info, LABEL_BYTES, MANUFACTURER_BYTES),
        text(info, at, MODEL_BYTES),
        text(info, at + MODEL_BYTES, SERIAL_BYTES));
  }

  /** Filled up with blanks. */
  private static String text(Memory info, int at, int bytes) {
    return new String(info.getByteArray(at, bytes), StandardCharsets.UTF_8).stripTrailing();
  }
}
