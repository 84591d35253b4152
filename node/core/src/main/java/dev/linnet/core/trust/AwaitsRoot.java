package dev.linnet.core.trust;

/**
 * What was said is signed by keys that no known trust root names. It is not believed, but a newer
 * root may come and tell; until then it is no misdeed of whoever passed it on.
 */
public final class AwaitsRoot extends Untrusted {
  private static final long serialVersionUID = 1L;

  public AwaitsRoot(String message) {
    super(message);
  }
}
