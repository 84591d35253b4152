/**
 * Strict reading of JSON payloads. Entry point: {@link Fields}. Knows nothing of what the fields
 * mean.
 */
@NullMarked
package dev.linnet.core.json;

import org.jspecify.annotations.NullMarked;
