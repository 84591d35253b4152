@NullMarked
package dev.linnet.core.health;

import org.jspecify.annotations.NullMarked;
