# docker build -t leakops:0.1.0 .    with BuildKit; --secret id=npmrc,src=… and id=ca,src=… for a registry of your own
ARG BUILD_IMAGE=node:26-trixie-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs26-debian13:nonroot

# On the platform of who builds, for that of who runs: nothing is compiled, so no emulator is needed.
FROM --platform=${BUILDPLATFORM} ${BUILD_IMAGE} AS build
ARG TARGETARCH
WORKDIR /leakops
COPY package.json package-lock.json .npmrc ./
# Without what only people and compilers read, and without npm's Node: the image brings its own.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=secret,id=ca \
    --mount=type=cache,target=/root/.npm \
    case "${TARGETARCH}" in amd64) cpu=x64 ;; *) cpu=${TARGETARCH} ;; esac && \
    npm ci --omit=dev --ignore-scripts --os=linux --libc=glibc --cpu="${cpu}" && \
    rm -r node_modules/node-linux-* node_modules/.bin && \
    find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
COPY . .
RUN rm .npmrc package-lock.json && mkdir /data

FROM ${RUN_IMAGE}
# Before WORKDIR, which would make the folder for the user of the base image: it is root's.
COPY --from=build /leakops /leakops
WORKDIR /leakops
COPY --from=build --chown=65532:65532 /data /data
# Node is in /nodejs/bin there, in /usr/local/bin in images of other makes.
ENV PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin \
    LEAKOPS_DATABASE=/data/leakops.db \
    HOST=0.0.0.0
VOLUME /data
EXPOSE 3000
# By number, so that Kubernetes sees that it is not root.
USER 65532:65532
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["node", "deploy/health.js"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node"]
CMD ["main.ts"]
