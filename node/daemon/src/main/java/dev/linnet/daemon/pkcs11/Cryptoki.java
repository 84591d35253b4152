package dev.linnet.daemon.pkcs11;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import dev.linnet.daemon.UserError;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a PKCS#11 module that signing takes (section 5 of the specification), without
 * the {@code C_} of their names. Each answers with a CK_RV, which {@link Answer} reads. A CK_ULONG
 * is the platform's {@code unsigned long}.
 */
interface Cryptoki extends Library {
  NativeLong initialize(@Nullable Pointer arguments);

  NativeLong getSlotList(byte tokenPresent, @Nullable Pointer slots, NativeLongByReference count);

  NativeLong getTokenInfo(NativeLong slot, Pointer info);

  NativeLong openSession(
      NativeLong slot,
      NativeLong flags,
      @Nullable Pointer application,
      @Nullable Pointer notify,
      NativeLongByReference session);

  NativeLong closeSession(NativeLong session);

  NativeLong login(NativeLong session, NativeLong user, byte[] pin, NativeLong pinBytes);

  NativeLong findObjectsInit(NativeLong session, Pointer template, NativeLong count);

  NativeLong findObjects(
      NativeLong session, Pointer objects, NativeLong most, NativeLongByReference count);

  NativeLong findObjectsFinal(NativeLong session);

  NativeLong getAttributeValue(
      NativeLong session, NativeLong object, Pointer template, NativeLong count);

  NativeLong signInit(NativeLong session, Pointer mechanism, NativeLong key);

  NativeLong sign(
      NativeLong session,
      byte[] message,
      NativeLong messageBytes,
      byte[] signature,
      NativeLongByReference signatureBytes);

  /**
   * Loads a module, which is code that runs in this process. It stays until the process ends.
   *
   * @throws UserError if the file is no such module, or the module does not start
   */
  static Cryptoki load(Path module) {
    if (!Files.isRegularFile(module)) {
      throw new UserError(
          UserError.USAGE,
          module
              + ": no such file; expected a PKCS#11 module, such as /usr/lib/softhsm/libsofthsm2.so"
              + " of Debian's softhsm2");
    }
    try {
      Cryptoki loaded =
          Native.load(
              module.toString(),
              Cryptoki.class,
              Map.of(
                  Library.OPTION_FUNCTION_MAPPER,
                  (FunctionMapper) (library, method) -> nameOf(method)));
      Answer answer = Answer.of(loaded.initialize(null));
      if (!answer.is(Answer.OK) && !answer.is(Answer.ALREADY_INITIALIZED)) {
        throw answer.failure(module.toString(), "C_Initialize");
      }
      return loaded;
    } catch (LinkageError e) {
      throw new UserError(
          UserError.USAGE, module + ": cannot be loaded as a PKCS#11 module of this machine", e);
    }
  }

  private static String nameOf(Method method) {
    String name = method.getName();
    return "C_" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
