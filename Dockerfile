# Build: JDK 25, Maven and Node; run: a JRE, nobody's user, one writable folder.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven nodejs npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY pom.xml ./
COPY script script
COPY static static
COPY templates templates
COPY server/src/main server/src/main
RUN cd static && npm ci --no-audit --no-fund && npm run build
RUN script/maven -q compile \
 && mkdir -p /app/lib \
 && tr ':' '\n' < target/classpath | xargs -I{} cp {} /app/lib/ \
 && jar --create --file /app/server.jar -C target/classes . \
 && mkdir -p /app/static && cp -r static/dist /app/static/dist
COPY content /app/content

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /app seodang \
 && mkdir -p /data && chown seodang /data
COPY --from=build /app /app
WORKDIR /app
USER seodang
ENV HOST=0.0.0.0 PORT=8080 SEODANG_DATA=/data SEODANG_STATIC=/app/static/dist
VOLUME /data
EXPOSE 8080 8443
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", "/app/server.jar", "seodang.Health"]
# Works with `docker run --read-only --tmpfs /tmp`: all that is written goes to /data.
ENTRYPOINT ["java", "-XX:+UseCompactObjectHeaders", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", \
  "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
  "-cp", "/app/server.jar:/app/lib/*", "seodang.App"]
