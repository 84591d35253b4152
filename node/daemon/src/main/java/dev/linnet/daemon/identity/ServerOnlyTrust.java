package dev.linnet.daemon.identity;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client believes the server of a connection, and why it did not; asked inside the TLS
 * handshake, of engines alone. Believes no client.
 */
public abstract class ServerOnlyTrust extends X509ExtendedTrustManager {
  private volatile @Nullable String refusal;

  /** Throws what {@link #refused} gives if the server is not to be believed. */
  protected abstract void require(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException;

  /** Why the last server was not believed, for a person; null if it was or none was seen. */
  public final @Nullable String refusal() {
    return refusal;
  }

  protected final CertificateException refused(String why) {
    refusal = why;
    return new CertificateException(why);
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    refusal = null;
    require(chain, authType, engine);
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only engines are used here");
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only engines are used here");
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this side serves nobody");
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this side serves nobody");
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side serves nobody");
  }

  @Override
  public final X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
