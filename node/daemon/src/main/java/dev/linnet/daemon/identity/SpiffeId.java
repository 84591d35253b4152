package dev.linnet.daemon.identity;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who a node's certificate is about: {@code spiffe://MESH/region/R/node/N}. */
public record SpiffeId(String mesh, RegionName region, NodeName node) {
  private static final int URI_NAME = 6;
  private static final Pattern AUTHORITY = Pattern.compile("spiffe://([^/]+)");
  private static final Pattern FORM =
      Pattern.compile("spiffe://([^/]+)/region/([^/]+)/node/([^/]+)");

  /** The one node URI of a certificate, unless it has none or several. */
  public static Optional<SpiffeId> of(X509Certificate certificate) {
    List<String> uris = uris(certificate);
    return uris.size() == 1 ? parse(uris.get(0)) : Optional.empty();
  }

  /** The mesh that a certificate is the authority of. */
  public static Optional<String> meshOfAuthority(X509Certificate certificate) {
    return uris(certificate).stream()
        .map(AUTHORITY::matcher)
        .filter(Matcher::matches)
        .map(uri -> uri.group(1))
        .findFirst();
  }

  /** Reads {@link #toString}. */
  static Optional<SpiffeId> parse(String uri) {
    Matcher matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SpiffeId(
              matcher.group(1), new RegionName(matcher.group(2)), new NodeName(matcher.group(3))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The URIs among a certificate's alternative names. */
  static List<String> uris(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  @Override
  public String toString() {
    return "spiffe://" + mesh + "/region/" + region + "/node/" + node;
  }
}
