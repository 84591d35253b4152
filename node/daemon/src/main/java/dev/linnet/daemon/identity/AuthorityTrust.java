package dev.linnet.daemon.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trust in what certain authorities signed, and in nothing else. */
public final class AuthorityTrust {
  private AuthorityTrust() {}

  /** Checks chains of certificates that must end at {@code authority}. */
  public static X509ExtendedTrustManager of(X509Certificate authority) {
    return of(List.of(authority));
  }

  /** Checks chains of certificates that must end at one of {@code authorities}. */
  public static X509ExtendedTrustManager of(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      return in(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform has PKIX", e);
    }
  }

  /** Checks chains of certificates that must end at an authority that this Java trusts. */
  public static X509ExtendedTrustManager ofJava() {
    try {
      return in(null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PKIX", e);
    }
  }

  private static X509ExtendedTrustManager in(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new IllegalStateException("every Java platform has an extended PKIX trust manager");
  }
}
