/**
 * Who may call the API: TLS, tokens with roles, and the names that a node answers to. Entry type:
 * {@link dev.linnet.daemon.access.ApiAccess}, which both API ports are opened with. Knows nothing
 * of what is asked.
 */
@NullMarked
package dev.linnet.daemon.access;

import org.jspecify.annotations.NullMarked;
