@NullMarked
package dev.linnet.core.rollout;

import org.jspecify.annotations.NullMarked;
