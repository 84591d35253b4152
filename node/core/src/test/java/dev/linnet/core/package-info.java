@NullMarked
package dev.linnet.core;

import org.jspecify.annotations.NullMarked;
