# syntax=docker/dockerfile:1
# Stage 1 builds one static program with SQLite linked in; stage 2 is that program, the certificates of the web, and nothing else.
# The commands of stage 1 are tried without a container engine by cmd/safesteps/deploy/build-check.sh.

FROM golang:1.26-alpine AS build
# hadolint ignore=DL3018
RUN apk add --no-cache ca-certificates gcc git musl-dev
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN sh cmd/safesteps/deploy/build-static.sh /out

FROM scratch
ARG VERSION=development
LABEL org.opencontainers.image.title="Safesteps" \
      org.opencontainers.image.description="A checklist bot for parents: apps, risks, settings and help, on Telegram, Discord and the web" \
      org.opencontainers.image.source="https://github.com/safesteps/safesteps" \
      org.opencontainers.image.version="${VERSION}"
COPY --from=build /out/ /
COPY --from=build --chown=65534:65534 /out/data /data
ENV SAFESTEPS_DATABASE=/data/safesteps.db \
    SAFESTEPS_LISTEN=0.0.0.0:8080 \
    SQLITE_TMPDIR=/data
USER 65534:65534
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=10s --retries=3 CMD ["/safesteps", "healthcheck"]
ENTRYPOINT ["/safesteps"]
CMD ["serve"]
