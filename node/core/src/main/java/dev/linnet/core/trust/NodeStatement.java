package dev.linnet.core.trust;

/**
 * What a node signed, together with the enrolment that binds its key to its name, so that anyone
 * who holds the trust root can check it without having met the node.
 */
public record NodeStatement(Envelope statement, Envelope enrolment) {}
