@NullMarked
package dev.linnet.core.model;

import org.jspecify.annotations.NullMarked;
