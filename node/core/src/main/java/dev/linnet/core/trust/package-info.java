/**
 * Who said what: envelopes, signatures, enrolments and the trust root. Knows nothing of what the
 * payloads mean.
 */
@NullMarked
package dev.linnet.core.trust;

import org.jspecify.annotations.NullMarked;
