/**
 * YAML that people write, read with the place of everything in it. Entry types: {@link
 * dev.linnet.documents.YamlReader} and {@link dev.linnet.documents.YamlNode}. Knows nothing of what
 * a document is for.
 */
@NullMarked
package dev.linnet.documents;

import org.jspecify.annotations.NullMarked;
