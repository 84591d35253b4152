package dev.linnet.daemon.registry;

import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a registry under a name: {@code oci://HOST[:PORT]/REPOSITORY[:TAG][@sha256:DIGEST]},
 * with the repository and the tag as the OCI distribution specification spells them.
 *
 * @param host with its port, if one was given
 * @param tag null: none was given
 * @param digest counts more than the tag, which anybody who may push can move; null: none was given
 */
public record Reference(
    String host, String repository, @Nullable String tag, @Nullable Digest digest) {
  /** What a reference begins with. */
  public static final String SCHEME = "oci://";

  private static final String LATEST = "latest";
  private static final int MAX_REPOSITORY = 255;

  /** The regular expression is matched by recursion, a step for each part. */
  private static final int MAX_LENGTH = 1_024;

  private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  private static final Pattern FORM =
      Pattern.compile(
          "oci://((?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\])(?::[0-9]{1,5})?)"
              + ("/(" + PART + "(?:/" + PART + ")*)")
              + "(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
              + "(?:@sha256:([0-9a-f]{64}))?");

  /**
   * Reads a reference.
   *
   * @throws UserError if it is none
   */
  public static Reference parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.length() > MAX_LENGTH
        || !form.matches()
        || !isHost(form.group(1))
        || form.group(2).length() > MAX_REPOSITORY) {
      throw new UserError(
          UserError.USAGE,
          Untrusted.shown(text)
              + ": expected oci://HOST[:PORT]/REPOSITORY[:TAG][@sha256:DIGEST], the repository in"
              + " lower case");
    }
    @Nullable String digest = form.group(4);
    return new Reference(
        form.group(1).toLowerCase(Locale.ROOT),
        form.group(2),
        form.group(3),
        digest == null ? null : new Digest(digest));
  }

  private static boolean isHost(String host) {
    try {
      URI uri = new URI("https://" + host);
      return uri.getHost() != null && uri.getPort() <= 65_535;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** By what the registry is asked for the manifest. */
  String wanted() {
    if (digest != null) {
      return "sha256:" + digest.hex();
    }
    return tag == null ? LATEST : tag;
  }

  /** The version that the tag names; null: none, for {@code latest} is another one tomorrow. */
  public @Nullable String version() {
    return LATEST.equals(tag) ? null : tag;
  }

  /** The last part of the repository. */
  public String name() {
    return repository.substring(repository.lastIndexOf('/') + 1);
  }

  /** Where all that belongs to the repository lies. */
  URI base(boolean plainHttp) {
    return URI.create((plainHttp ? "http://" : "https://") + host + "/v2/" + repository + "/");
  }

  /** Where the registry keeps the repository's blobs, each under its SHA-256. */
  public String blobs() {
    return base(false) + "blobs";
  }

  /** The same, pinned. */
  public Reference at(Digest manifest) {
    return new Reference(host, repository, tag, manifest);
  }

  @Override
  public String toString() {
    return SCHEME
        + host
        + "/"
        + repository
        + (tag == null ? "" : ":" + tag)
        + (digest == null ? "" : "@sha256:" + digest.hex());
  }
}
