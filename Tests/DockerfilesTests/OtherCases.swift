extension HazardCase {
  /// Downloads, stages, arguments, files of the context.
  static let other: [HazardCase] = [
    HazardCase(
      "global default in from", "1:platform-arg-default:certain",
      #"""
      ARG TARGETARCH=amd64
      FROM alpine AS bin-amd64
      FROM alpine AS bin-arm64
      FROM bin-${TARGETARCH}
      RUN echo x
      """#),
    HazardCase(
      "lint last", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      RUN go vet ./...
      FROM b AS lint
      RUN golangci-lint run
      """#),
    HazardCase(
      "goreleaser", nil,
      #"""
      FROM alpine
      ARG TARGETPLATFORM
      COPY $TARGETPLATFORM/x /x
      """#),
    HazardCase(
      "comment amd64", nil,
      #"""
      FROM debian
      # see https://example.org/linux-amd64.tar.gz
      RUN apt-get update && apt-get install -y curl
      ARG TARGETARCH
      RUN if [ "$TARGETARCH" = amd64 ]; then curl -fsSL https://e.org/x-amd64.tgz -o /x.tgz; else curl -fsSL https://e.org/x-arm64.tgz -o /x.tgz; fi
      """#),
    HazardCase(
      "dpkg arch in target stage", nil,
      #"""
      FROM debian
      RUN apt-get update && apt-get install -y curl && curl -fsSL "https://e.org/x-$(dpkg --print-architecture).tgz" | tar -xz -C /usr/local/bin
      """#),
    HazardCase(
      "uname case in target", nil,
      #"""
      FROM debian
      RUN ARCH=$(uname -m); case $ARCH in x86_64) A=amd64;; aarch64) A=arm64;; esac; curl -fsSLo /usr/bin/x https://e.org/x-$A
      """#),
    HazardCase(
      "buildarch download to scratch", "4:host-arch-download-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM alpine AS get
      ARG BUILDARCH
      RUN apk add curl
      RUN curl -fsSL https://e.org/helm-linux-${BUILDARCH}.tar.gz | tar xz -C /tmp && mv /tmp/linux-${BUILDARCH}/helm /helm
      FROM scratch
      COPY --from=get /helm /helm
      """#),
    HazardCase(
      "arch arg default", "4:arch-hardcoded-download:possible",
      #"""
      FROM debian
      ARG ARCH=amd64
      RUN apt-get update && apt-get install -y curl
      RUN curl -fsSLo /usr/bin/x https://e.org/x-linux-${ARCH}
      """#),
    HazardCase(
      "vaultwarden assets", nil,
      #"""
      FROM --platform=linux/amd64 vaultwarden/web-vault:1 AS vault
      FROM debian
      COPY --from=vault /web-vault ./web-vault
      """#),
    HazardCase(
      "wine i386 on amd64 only", nil,
      #"""
      FROM debian
      ARG TARGETARCH
      RUN apt-get install -y libc6:$TARGETARCH
      """#),
    HazardCase(
      "prebuilt both", nil,
      #"""
      FROM alpine
      ARG TARGETARCH
      COPY bin/x-linux-amd64 bin/x-linux-arm64 /tmp/
      RUN mv /tmp/x-linux-$TARGETARCH /usr/bin/x
      """#),
    HazardCase(
      "not in scope uname style", "3:platform-arg-not-in-scope:certain",
      #"""
      FROM debian
      RUN apt-get update && apt-get install -y curl
      RUN curl -fsSLo /usr/bin/x https://e.org/x-linux-$TARGETARCH
      """#),
  ]
}
