/** Tests of config on good and bad documents. */
@NullMarked
package dev.linnet.daemon.config;

import org.jspecify.annotations.NullMarked;
