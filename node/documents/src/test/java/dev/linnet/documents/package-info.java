/** Tests of reading what people write. */
@NullMarked
package dev.linnet.documents;

import org.jspecify.annotations.NullMarked;
