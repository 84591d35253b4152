/**
 * What a model is: manifests over content-addressed chunks. Knows nothing of files on a disk or of
 * a runtime.
 */
@NullMarked
package dev.linnet.core.model;

import org.jspecify.annotations.NullMarked;
