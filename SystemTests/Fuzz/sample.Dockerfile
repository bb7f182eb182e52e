# escape=\
# check=skip=slow-step-under-emulation
ARG V=1 TARGETARCH
FROM --platform=$BUILDPLATFORM golang:${V:-2} AS build
ARG TARGETOS TARGETARCH
ENV CGO_ENABLED=0 GOARCH=${TARGETARCH#x}
COPY --from=alpine /usr/bin/t /usr/bin/t
RUN --mount=type=cache,target=/c,id=c-$TARGETARCH go build -o /out/x . && /out/x "$(uname -m)"
RUN <<-EOF
	curl -fsSL https://example.org/x-amd64 -o /out/y # a comment
	EOF
ONBUILD RUN ["npm", "ci"]
FROM build
ADD https://example.org/z_x86_64 /z
COPY node_modules \
  # between
  /app/node_modules
CMD ["/out/x"]
