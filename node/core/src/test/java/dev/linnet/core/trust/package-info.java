@NullMarked
package dev.linnet.core.trust;

import org.jspecify.annotations.NullMarked;
