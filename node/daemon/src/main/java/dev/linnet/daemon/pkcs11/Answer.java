package dev.linnet.daemon.pkcs11;

import com.sun.jna.NativeLong;
import dev.linnet.daemon.UserError;

/** What a function of a module answered: a CK_RV, which has many hundreds of values. */
record Answer(long code) {
  static final long OK = 0;
  static final long ATTRIBUTE_SENSITIVE = 0x11;
  static final long ATTRIBUTE_TYPE_INVALID = 0x12;
  static final long MECHANISM_INVALID = 0x70;
  static final long PIN_INCORRECT = 0xa0;
  static final long PIN_INVALID = 0xa1;
  static final long PIN_LEN_RANGE = 0xa2;
  static final long PIN_LOCKED = 0xa4;
  static final long ALREADY_LOGGED_IN = 0x100;
  static final long PIN_NOT_INITIALIZED = 0x102;
  static final long ALREADY_INITIALIZED = 0x191;

  static Answer of(NativeLong answer) {
    return new Answer(answer.longValue());
  }

  boolean is(long other) {
    return code == other;
  }

  /**
   * That it is {@link #OK}.
   *
   * @param of whom was asked, for a person
   * @throws UserError if not
   */
  void require(String of, String function) {
    if (!is(OK)) {
      throw failure(of, function);
    }
  }

  UserError failure(String of, String function) {
    return new UserError(
        UserError.FAILED,
        of
            + ": the module answers "
            + function
            + " with 0x"
            + Long.toHexString(code)
            + "; PKCS#11 lists these codes as CKR_…");
  }
}
