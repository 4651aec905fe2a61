# shellcheck shell=sh disable=SC2154
# Sourced by the scripts of this checkout, which set $checkout to its folder: finds a JDK, and a place
# that Maven may write to.

wanted_jdk=25

# Sets JAVA_HOME to a JDK that can build and run Deadheat, or explains what to install and exits.
find_jdk() {
  seen_jdks=
  if [ -n "${JAVA_HOME:-}" ] && jdk_at_least "$wanted_jdk" "$JAVA_HOME"; then
    export JAVA_HOME
    return
  fi
  compiler=$(command -v javac 2>/dev/null) && try_jdk "$(folder_of "$compiler")" && return
  for folder in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/java/* /opt/jdk* \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      "${HOME:-/nonexistent}"/.jdks/* \
      "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
      "${HOME:-/nonexistent}"/.asdf/installs/java/* \
      "${HOME:-/nonexistent}"/.local/share/mise/installs/java/*; do
    [ -d "$folder" ] && try_jdk "$folder" && return
  done
  # A `java` on PATH may be a script that picks a JDK; only it knows which.
  if command -v java >/dev/null 2>&1; then
    folder=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
    [ -n "$folder" ] && try_jdk "$folder" && return
  fi
  cat >&2 <<EOF
deadheat: no JDK $wanted_jdk or newer found (looked at JAVA_HOME, PATH and the usual folders).
${seen_jdks:+  found, but too old: $seen_jdks
}  Debian, Ubuntu:  apt-get install openjdk-$wanted_jdk-jdk-headless   (or a Temurin $wanted_jdk package)
  Fedora:          dnf install java-$wanted_jdk-openjdk-devel
  macOS:           brew install openjdk@$wanted_jdk
  anywhere:        unpack a JDK $wanted_jdk and set JAVA_HOME to its folder
EOF
  exit 2
}

try_jdk() {
  jdk_at_least "$wanted_jdk" "$1" || return 1
  JAVA_HOME=$1
  export JAVA_HOME
}

jdk_at_least() {
  found=$(jdk_version "$2")
  [ -n "$found" ] || return 1
  [ "$found" -ge "$1" ] && return 0
  seen_jdks="$seen_jdks${seen_jdks:+, }$found in $2"
  return 1
}

# Prints the major version of the JDK in a folder; nothing if there is none, or it has no compiler.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9]*\).*/\1/p'
  fi
}

# The JDK that a path to its javac leads to, through links.
folder_of() {
  path=$1
  while [ -L "$path" ]; do
    target=$(readlink "$path")
    case $target in /*) path=$target ;; *) path=$(dirname "$path")/$target ;; esac
  done
  dirname "$(dirname "$path")"
}

# Runs Maven with these arguments. Libraries are kept below $HOME, also where the account has
# another home folder or none (Java asks the account, not $HOME); below target/ if $HOME cannot be
# written to.
maven() {
  if [ -n "${HOME:-}" ] && mkdir -p "$HOME/.m2" 2>/dev/null && [ -w "$HOME/.m2" ]; then
    kept=$HOME/.m2
  else
    kept=$checkout/target/maven
    MAVEN_USER_HOME=$kept
    export MAVEN_USER_HOME
  fi
  if [ -f "$kept/settings.xml" ]; then
    exec "$checkout/mvnw" "$@"
  fi
  exec "$checkout/mvnw" "-Dmaven.repo.local=$kept/repository" "$@"
}
