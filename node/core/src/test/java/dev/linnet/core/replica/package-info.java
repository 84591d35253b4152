@NullMarked
package dev.linnet.core.replica;

import org.jspecify.annotations.NullMarked;
