# One image for `start` (all in one), `web`, `worker` and every `wici` command.
FROM node:20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The pinned Node 26 and the PostgreSQL binaries come as npm packages; their install scripts must run.
RUN npm ci --omit=dev

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends tini ca-certificates libatomic1 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin wici \
  && install -d -o wici -g wici -m 0700 /data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY migrations migrations
COPY docs docs
COPY src src
ENV PATH=/app/node_modules/.bin:$PATH DATA_DIR=/data HOST=0.0.0.0 PORT=3000 NODE_ENV=production
USER wici
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM stops taking requests, finishes the calls to the gateway and closes the database: give it 30 s.
STOPSIGNAL SIGTERM
ENTRYPOINT ["tini", "--"]
# Less room for young objects than Node takes by itself: 50 MiB less at the peak of a city's campaign, and no slower
# (docs/benchmarks.md). The scripts of package.json say the same.
CMD ["node", "--max-semi-space-size=16", "src/cli.ts", "start"]
