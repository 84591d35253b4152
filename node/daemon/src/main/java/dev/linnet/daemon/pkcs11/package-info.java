/**
 * Keys that never leave a token: a card, a stick or a module of hardware that signs by PKCS#11
 * (OASIS PKCS #11 Specification 3.1). Entry types: {@link dev.linnet.daemon.pkcs11.Pkcs11Uri} and
 * {@link dev.linnet.daemon.pkcs11.TokenKey}. Knows nothing of what is signed, nor where PINs come
 * from.
 */
@NullMarked
package dev.linnet.daemon.pkcs11;

import org.jspecify.annotations.NullMarked;
