package dev.linnet.daemon.pkcs11;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import dev.linnet.daemon.UserError;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An open session with a token, for reading and signing; from one thread. */
final class Session implements AutoCloseable {
  private static final long SERIAL = 4;
  private static final long USER = 1;

  /** Ed25519 without a pre-hash or a context, as it takes no parameter. */
  private static final long EDDSA = 0x1057;

  private static final int MAX_FOUND = 16;
  private static final int MAX_VALUE_BYTES = 4_096;
  private static final int MAX_SIGNATURE_BYTES = 1_024;

  private final Cryptoki module;
  private final NativeLong handle;
  private final String key;

  /**
   * Opens one.
   *
   * @param key what it is opened for, for a person
   */
  Session(Cryptoki module, NativeLong slot, String key) {
    NativeLongByReference session = new NativeLongByReference();
    Answer.of(module.openSession(slot, new NativeLong(SERIAL), null, null, session))
        .require(key, "C_OpenSession");
    this.module = module;
    this.handle = session.getValue();
    this.key = key;
  }

  /** Shows the token that its user is there. */
  void login(char[] pin) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pin));
    byte[] bytes = Arrays.copyOf(encoded.array(), encoded.limit());
    Answer answer =
        Answer.of(module.login(handle, new NativeLong(USER), bytes, new NativeLong(bytes.length)));
    Arrays.fill(encoded.array(), (byte) 0);
    Arrays.fill(bytes, (byte) 0);
    if (answer.is(Answer.PIN_INCORRECT)
        || answer.is(Answer.PIN_INVALID)
        || answer.is(Answer.PIN_LEN_RANGE)) {
      throw new UserError(
          UserError.REFUSED,
          key + ": the PIN is wrong; tokens lock themselves after a few of them");
    }
    if (answer.is(Answer.PIN_LOCKED)) {
      throw new UserError(
          UserError.REFUSED, key + ": the token has locked itself after too many wrong PINs");
    }
    if (answer.is(Answer.PIN_NOT_INITIALIZED)) {
      throw new UserError(UserError.USAGE, key + ": the token has no PIN yet: give it one first");
    }
    if (!answer.is(Answer.ALREADY_LOGGED_IN)) {
      answer.require(key, "C_Login");
    }
  }

  /** What has all of some attributes. */
  List<NativeLong> find(Attributes attributes) {
    Answer began =
        Answer.of(module.findObjectsInit(handle, attributes.toMemory(), attributes.count()));
    Reference.reachabilityFence(attributes);
    began.require(key, "C_FindObjectsInit");
    Memory objects = new Memory((long) MAX_FOUND * NativeLong.SIZE);
    NativeLongByReference count = new NativeLongByReference();
    Answer.of(module.findObjects(handle, objects, new NativeLong(MAX_FOUND), count))
        .require(key, "C_FindObjects");
    Answer.of(module.findObjectsFinal(handle)).require(key, "C_FindObjectsFinal");
    List<NativeLong> found = new ArrayList<>();
    for (int i = 0; i < count.getValue().intValue(); i++) {
      found.add(objects.getNativeLong((long) i * NativeLong.SIZE));
    }
    return found;
  }

  /** An attribute of an object, if it has one and tells. */
  Optional<byte[]> bytes(NativeLong object, long type) {
    return value(object, type).map(value -> value.getByteArray(0, (int) value.size()));
  }

  /** An attribute that is a number. */
  Optional<Long> number(NativeLong object, long type) {
    return value(object, type)
        .filter(value -> value.size() == NativeLong.SIZE)
        .map(value -> value.getNativeLong(0).longValue());
  }

  private Optional<Memory> value(NativeLong object, long type) {
    Memory attribute = Attributes.empty(type);
    if (!told(object, attribute)) {
      return Optional.empty();
    }
    long bytes = Attributes.bytes(attribute);
    if (bytes <= 0 || bytes > MAX_VALUE_BYTES) {
      return Optional.empty();
    }
    Memory value = new Memory(bytes);
    Attributes.set(attribute, type, value);
    return told(object, attribute) ? Optional.of(value) : Optional.empty();
  }

  private boolean told(NativeLong object, Pointer attribute) {
    Answer answer =
        Answer.of(module.getAttributeValue(handle, object, attribute, new NativeLong(1)));
    if (answer.is(Answer.ATTRIBUTE_TYPE_INVALID) || answer.is(Answer.ATTRIBUTE_SENSITIVE)) {
      return false;
    }
    answer.require(key, "C_GetAttributeValue");
    return true;
  }

  /** An Ed25519 signature, of which nothing is checked. */
  byte[] sign(NativeLong object, byte[] message) {
    Answer began = Answer.of(module.signInit(handle, Attributes.empty(EDDSA), object));
    if (began.is(Answer.MECHANISM_INVALID)) {
      throw new UserError(UserError.USAGE, key + ": the token does not sign with Ed25519");
    }
    began.require(key, "C_SignInit");
    byte[] signature = new byte[MAX_SIGNATURE_BYTES];
    NativeLongByReference length = new NativeLongByReference(new NativeLong(signature.length));
    Answer.of(module.sign(handle, message, new NativeLong(message.length), signature, length))
        .require(key, "C_Sign");
    return Arrays.copyOf(signature, length.getValue().intValue());
  }

  /** Ends it; with the last one of this process its user has gone, as far as the token goes. */
  @Override
  public void close() {
    module.closeSession(handle);
  }
}
