# Sourced by scripts that run main classes of a module's test sources. Sets root and java;
# build_test_classes NAME [MODULE] sets test_class_path; the module is the daemon unless given. A class path goes to Java by CLASSPATH, never on the
# command line: ONNX Runtime 1.29.0 crashes if that is longer than about 4,000 characters.

root="$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

is_built() {
  local module="$1" target="$root/$1/target"
  [[ -f "$target/.test-classes" && -f "$target/test-classpath.txt" ]] &&
    [[ -z "$(find "$root"/pom.xml "$root"/{proto,node/core,node/documents,"$module"}/{pom.xml,src} \
      -newer "$target/.test-classes" -type f -print -quit)" ]]
}

build_test_classes() {
  local name="$1" module="${2:-node/daemon}"
  local target="$root/$module/target"
  if ! command -v "$java" >/dev/null; then
    echo "$name: no Java at $java: install a JDK 17 or later, or set JAVA_HOME" >&2
    exit 1
  fi
  if ! is_built "$module"; then
    if ! command -v mvn >/dev/null; then
      echo "$name: not built yet, and there is no mvn: install Maven 3.8 or later" >&2
      exit 1
    fi
    mkdir -p "$target"
    exec 9>"$target/.linnet-build.lock"
    if command -v flock >/dev/null; then flock 9; fi
    if ! is_built "$module"; then
      echo "$name: building (once)" >&2
      (cd "$root" && mvn -q -pl "$module" -am -DskipTests package 9>&-) >&2 || {
        echo "$name: the build failed; see above" >&2
        exit 1
      }
      touch "$target/.test-classes"
    fi
    exec 9>&-
  fi
  test_class_path="$target/test-classes:$target/classes:$(<"$target/test-classpath.txt")"
}
