@NullMarked
package dev.linnet.daemon.pkcs11;

import org.jspecify.annotations.NullMarked;
