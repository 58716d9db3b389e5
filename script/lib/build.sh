# What script/server and script/test share: finding the tools, and building only what is stale.

missing() {
  echo "$1 이(가) 없습니다. 설치: $2" >&2
  echo "$1 is missing. Install it: $2" >&2
  exit 1
}

# The JDK script/maven would take.
need_java() {
  JAVA_HOME=$(script/maven --jdk) || exit 1
  export JAVA_HOME
  command -v mvn >/dev/null || missing Maven "apt-get install -y maven"
}

need_node() {
  command -v node >/dev/null || missing "Node.js 18+" "apt-get install -y nodejs npm"
  command -v npm >/dev/null || missing npm "apt-get install -y npm"
}

# newer_than FILE PATH... : true when anything under a path is newer than the file, or the file is
# not there.
newer_than() {
  local mark=$1
  shift
  [ ! -e "$mark" ] && return 0
  [ -n "$(find "$@" \( -name node_modules -o -name dist \) -prune -o -type f -newer "$mark" -print -quit)" ]
}

build_static() {
  [ -f static/package.json ] || return 0
  if newer_than static/node_modules/.package-lock.json static/package-lock.json; then
    echo "static: npm ci" >&2
    (cd static && npm ci --no-audit --no-fund --loglevel=error)
    touch static/node_modules/.package-lock.json
  fi
  if newer_than static/dist/manifest.json static; then
    echo "static: npm run build" >&2
    (cd static && npm run --silent build)
    touch static/dist/manifest.json
  fi
}

build_server() {
  if newer_than target/server.jar pom.xml server/src/main templates; then
    echo "server: compile" >&2
    script/maven -q process-classes
    "$JAVA_HOME/bin/jar" --create --file target/server.jar.new -C target/classes .
    mv target/server.jar.new target/server.jar
  fi
}

server_classpath() {
  echo "target/server.jar:$(cat target/classpath)"
}

SERVER_FLAGS=(-XX:+UseCompactObjectHeaders -Xms256m -Xmx"${SEODANG_HEAP:-2g}" -XX:+ExitOnOutOfMemoryError
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)

# A cache of loaded and linked classes from one practice run, which halves the time to the first
# page. Without it the server starts all the same.
build_aot() {
  local cache=target/server.aot
  if newer_than "$cache" target/server.jar; then
    echo "server: practice run" >&2
    rm -f "$cache"
    "$JAVA_HOME/bin/java" "${SERVER_FLAGS[@]}" -XX:AOTCacheOutput="$cache" -Xlog:disable -Xlog:all=off \
      -cp "$(server_classpath)" seodang.App practice >target/practice.log 2>&1 || true
    if [ ! -e "$cache" ]; then
      echo "server: no cache was made (target/practice.log); starting without" >&2
      : >"$cache"
    fi
  fi
  [ -s "$cache" ] && SERVER_FLAGS+=(-XX:AOTCache="$cache")
  return 0
}
