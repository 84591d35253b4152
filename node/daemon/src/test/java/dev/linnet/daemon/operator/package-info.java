@NullMarked
package dev.linnet.daemon.operator;

import org.jspecify.annotations.NullMarked;
