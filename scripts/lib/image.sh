# Sourced by scripts/package: make_image packs the archive's tree as a container image, without an
# engine and without a registry. The file is an OCI layout in a tar, with the manifest beside it that
# `docker load` reads. Its base is made of packages of the builder's Debian, which apt checks.

# Bash runs bin/linnet, BusyBox is the rest of what that calls, and Java and the natives are linked
# with the others; apt adds what these depend on.
base_packages=(bash busybox libc6 libgcc-s1 libstdc++6 zlib1g)
base_tools=(cat chown env flock ls mkdir mktemp mv readlink rm seq sh sleep stty wget)
# Nobody's number on any Debian; what the images called distroless take.
image_user=65532
debs="$root/target/base/$deb_architecture"

# Downloads the base, once: with apt lists of its own, so that another architecture and a builder who
# is not root will do, and the machine's packages stay as they are.
fetch_base() {
  [[ ! -d "$debs" ]] || return 0
  say "fetching the base"
  local apt="$root/target/base/apt-$deb_architecture"
  rm -rf "$apt"
  mkdir -p "$apt"/{state/lists,cache/archives}/partial
  : > "$apt/status"
  local options=(-q -y -o "Dir::State=$apt/state" -o "Dir::State::status=$apt/status"
    -o "Dir::Cache=$apt/cache" -o "APT::Architecture=$deb_architecture"
    -o "APT::Architectures=$deb_architecture" -o Acquire::Languages=none -o APT::Sandbox::User=)
  apt-get "${options[@]}" update >&2
  apt-get "${options[@]}" --download-only --no-install-recommends install "${base_packages[@]}" >&2
  rm -r "$apt/cache/archives/partial" "$apt/cache/archives/lock"
  mv "$apt/cache/archives" "$debs"
  rm -r "$apt"
}

# What the packages hold, without what only people at a terminal read; the list of them lies where
# scanners look for one in images that have no dpkg.
make_base() {
  local base="$1" deb each
  mkdir -p "$base"/{dev,etc,proc,sys,tmp,usr/bin,usr/sbin,var/lib/dpkg/status.d}
  for deb in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" \
      | tar -x --no-same-owner --keep-directory-symlink -C "$base" -f -
    dpkg-deb --field "$deb" > "$base/var/lib/dpkg/status.d/$(dpkg-deb --field "$deb" Package)"
  done
  find "$base/usr/share" -mindepth 1 -maxdepth 1 \
    ! -name doc ! -name common-licenses -exec rm -r {} +
  find "$base/usr/share/doc" -type f ! -name copyright -delete
  find "$base" -type d -name gconv -prune -exec rm -r {} +
  for each in "${base_tools[@]}"; do
    [[ -e "$base/usr/bin/$each" ]] || ln -s ../../bin/busybox "$base/usr/bin/$each"
  done
  [[ -e "$base/bin/sh" ]] || ln -s busybox "$base/bin/sh"
  printf 'root:x:0:0:root:/:/bin/sh\nlinnet:x:%s:%s:Linnet:/data:/bin/sh\n' \
    "$image_user" "$image_user" > "$base/etc/passwd"
  printf 'root:x:0:\nlinnet:x:%s:\n' "$image_user" > "$base/etc/group"
}

# add_layer DIRECTORY WORDS: the directory's content as the next layer, and with it that of
# DIRECTORY-owned, if there, which is the image's user's own.
add_layer() {
  local from="$1" words="$2" tar="$image/layer.tar"
  local options=(--sort=name --numeric-owner "--mtime=@$SOURCE_DATE_EPOCH" --format=gnu)
  chmod -R u=rwX,go=rX "$from"
  [[ ! -d "$from/tmp" ]] || chmod 1777 "$from/tmp"
  (cd "$from" && tar "${options[@]}" --owner=0 --group=0 -cf "$tar" .)
  if [[ -d "$from-owned" ]]; then
    (cd "$from-owned" \
      && tar "${options[@]}" --owner="$image_user" --group="$image_user" -rf "$tar" data \
        var/cache/linnet)
  fi
  diff_ids+=("\"sha256:$(sha256sum < "$tar" | cut -d' ' -f1)\"")
  history+=("{\"created\":\"$stamp\",\"created_by\":\"$words\"}")
  gzip -9n "$tar"
  add_blob "$tar.gz"
  layers+=("{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",$blob}")
  files+=("\"$blob_file\"")
  say "$(printf 'layer of %4d MiB: %s' "$(($(stat -c %s "$image/$blob_file") >> 20))" "$words")"
}

# Moves a file to its place by digest; blob is how others name it.
add_blob() {
  local digest size
  digest="$(sha256sum < "$1" | cut -d' ' -f1)"
  size="$(stat -c %s "$1")"
  blob="\"digest\":\"sha256:$digest\",\"size\":$size"
  blob_file="blobs/sha256/$digest"
  mv "$1" "$image/$blob_file"
}

listed() {
  local IFS=,
  printf '%s' "$*"
}

# The last layer alone is new where only Linnet is.
make_image() {
  local image="$dist/image" work="$dist/image-layers" blob blob_file config each
  local diff_ids=() history=() layers=() files=() packages
  fetch_base
  rm -rf "$image" "$work"
  mkdir -p "$image/blobs/sha256" "$work"/{base,base-owned/{data,var/cache/linnet}}
  make_base "$work/base"
  packages="$(for each in "$debs"/*.deb; do
    dpkg-deb --show --showformat '${Package} ${Version} ' "$each"
  done)"
  mkdir -p "$work"/{java,libraries,linnet}/usr/lib/linnet "$work/libraries/usr/lib/linnet/lib" \
    "$work"/linnet/usr/{bin,lib/linnet/lib,share/doc/linnet}
  cp -r "$tree/runtime" "$work/java/usr/lib/linnet/"
  for each in "$tree"/lib/*; do
    case "$(basename -- "$each")" in
      linnet-* | *.json) cp "$each" "$work/linnet/usr/lib/linnet/lib/" ;;
      *) cp "$each" "$work/libraries/usr/lib/linnet/lib/" ;;
    esac
  done
  cp -r "$tree/bin" "$tree"/linnet-daemon-*.jar "$work/linnet/usr/lib/linnet/"
  ln -s ../lib/linnet/bin/linnet "$work/linnet/usr/bin/linnet"
  cp "$tree/linnet-sbom.json" "$work/linnet/usr/share/doc/linnet/"
  cp "$tree/LICENSE" "$work/linnet/usr/share/doc/linnet/copyright"
  add_layer "$work/base" "Debian: ${packages% }"
  add_layer "$work/java" "Java: $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$tree/runtime/release")"
  add_layer "$work/libraries" "Libraries"
  add_layer "$work/linnet" "Linnet $version"
  write_image_config > "$image/config"
  add_blob "$image/config"
  config="$blob_file"
  printf '{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s",%s},"layers":[%s]}\n' \
    application/vnd.oci.image.manifest.v1+json application/vnd.oci.image.config.v1+json "$blob" \
    "$(listed "${layers[@]}")" > "$image/manifest"
  add_blob "$image/manifest"
  printf '{"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s",%s,%s,%s}]}\n' \
    application/vnd.oci.image.index.v1+json application/vnd.oci.image.manifest.v1+json "$blob" \
    "\"platform\":{\"architecture\":\"$deb_architecture\",\"os\":\"linux\"}" \
    "\"annotations\":{\"org.opencontainers.image.ref.name\":\"$version\",\
\"io.containerd.image.name\":\"docker.io/library/linnet:$version\"}" > "$image/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}\n' > "$image/oci-layout"
  printf '[{"Config":"%s","RepoTags":["linnet:%s"],"Layers":[%s]}]\n' \
    "$config" "$version" "$(listed "${files[@]}")" > "$image/manifest.json"
  (cd "$image" && tar --sort=name --owner=0 --group=0 --numeric-owner --format=gnu \
    "--mtime=@$SOURCE_DATE_EPOCH" --mode=u=rwX,go=rX -cf "$dist/$name-image.tar" -- *)
  rm -rf "$image" "$work"
}

# BusyBox's wget sends the Host that the API asks for.
write_image_config() {
  cat <<END
{
  "created": "$stamp",
  "architecture": "$deb_architecture",
  "os": "linux",
  "config": {
    "User": "$image_user:$image_user",
    "Env": ["PATH=/usr/bin:/bin", "HOME=/data", "LINNET_CACHE=/var/cache/linnet"],
    "Entrypoint": ["/usr/bin/linnet"],
    "Cmd": ["--help"],
    "WorkingDir": "/data",
    "ExposedPorts": {"7700/tcp": {}},
    "Volumes": {"/data": {}, "/tmp": {}, "/var/cache/linnet": {}},
    "Healthcheck": {
      "Test": ["CMD", "wget", "-q", "-O", "-", "http://127.0.0.1:7780/healthz"],
      "Interval": 30000000000, "Timeout": 10000000000, "StartPeriod": 120000000000, "Retries": 3
    },
    "Labels": {
      "org.opencontainers.image.title": "linnet",
      "org.opencontainers.image.description": "A peer-to-peer mesh that rolls AI models out to edge nodes",
      "org.opencontainers.image.version": "$version",
      "org.opencontainers.image.licenses": "Apache-2.0",
      "org.opencontainers.image.created": "$stamp"
    }
  },
  "rootfs": {"type": "layers", "diff_ids": [$(listed "${diff_ids[@]}")]},
  "history": [$(listed "${history[@]}")]
}
END
}
