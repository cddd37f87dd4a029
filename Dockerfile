# Images of the three programs: `docker build --target home|api|textmend .`
#
# Base images are arguments, so that a place without these registries can name its own, and so that a release can pin
# them by digest (name@sha256:…). Both exist for amd64 and arm64; nothing below depends on which.
ARG RUST_IMAGE=rust:1.95-bookworm
# glibc, libstdc++, certificates, time zones and a user without rights; no shell, no package manager.
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

# hadolint ignore=DL3006 -- the argument carries the tag
FROM ${RUST_IMAGE} AS tools
ARG CARGO_CHEF_VERSION=0.1.78
WORKDIR /src
RUN command -v cargo-chef || cargo install cargo-chef --locked --version "${CARGO_CHEF_VERSION}"

# What the dependencies are, without a line of our own code: changes with the manifests only.
FROM tools AS plan
COPY . .
RUN cargo chef prepare --recipe-path /recipe.json

FROM tools AS build
# The same sources give the same binaries wherever they are built.
ENV RUSTFLAGS="--remap-path-prefix=/src=. --remap-path-prefix=/usr/local/cargo=cargo"
# The slow layer, kept as long as no manifest changes.
COPY --from=plan /recipe.json /recipe.json
RUN cargo chef cook --release --locked --recipe-path /recipe.json \
        --package home-service --package api-service --package textmend
COPY . .
RUN cargo build --release --locked --bins --package home-service --package api-service --package textmend \
    && install -D -t /out target/release/home target/release/api target/release/textmend

# Translation models that the image brings along, as in MODELS="pt es"; none by default, since each has 17 to 60 MB
# and can be mounted at /models instead.
FROM build AS models
ARG MODELS=""
ARG MODELS_URL=""
# No quotes: one argument a model.
# hadolint ignore=SC2086
RUN mkdir -p /models /data \
    && if [ -n "${MODELS}" ]; then \
        [ -n "${MODELS_URL}" ] || unset MODELS_URL; \
        MODELS_DIR=/models /out/textmend models pull ${MODELS}; \
    fi

# hadolint ignore=DL3006 -- the argument carries the tag
FROM ${RUNTIME_IMAGE} AS runtime
ARG REVISION=unknown
LABEL org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.vendor="textmend" \
      org.opencontainers.image.revision="${REVISION}"
ENV HOST=0.0.0.0 \
    MANAGEMENT_PORT=9090 \
    LOG_FORMAT=json
USER 65532:65532
# Nothing in the image is written to: run it with a read-only root file system.
WORKDIR /

FROM runtime AS home
LABEL org.opencontainers.image.title="textmend home" \
      org.opencontainers.image.description="The history of all processed text, and the live monitor"
COPY --from=build /out/home /usr/local/bin/home
ENV PORT=8080
EXPOSE 8080 9090
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["/usr/local/bin/home", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/home"]

FROM runtime AS api
LABEL org.opencontainers.image.title="textmend api" \
      org.opencontainers.image.description="Corrects spelling, puts missing spaces back, translates"
COPY --from=models --chown=65532:65532 /models /models
COPY --from=build /out/api /usr/local/bin/api
ENV PORT=8081 \
    MODELS_DIR=/models
EXPOSE 8081 9090
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["/usr/local/bin/api", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/api"]

# Both in one process, with an SQLite file in /data.
FROM runtime AS textmend
LABEL org.opencontainers.image.title="textmend" \
      org.opencontainers.image.description="Corrects spelling, puts missing spaces back, translates, and remembers it"
COPY --from=models --chown=65532:65532 /models /models
COPY --from=models --chown=65532:65532 /data /data
COPY --from=build /out/textmend /usr/local/bin/textmend
ENV PORT=8080 \
    MODELS_DIR=/models \
    DATABASE_URL=sqlite:///data/textmend.db?mode=rwc
VOLUME ["/data"]
EXPOSE 8080 9090
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["/usr/local/bin/textmend", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/textmend"]
