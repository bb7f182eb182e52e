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
    HazardCase(
      "uname by variable", "2:host-arch-download-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM alpine AS g
      RUN ARCH=$(uname -m) && wget -qO /yq "https://e.org/yq_linux_$ARCH"
      FROM alpine
      COPY --from=g /yq /usr/bin/yq
      """#),
    HazardCase(
      "uname by case", "2:host-arch-download-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM alpine AS g
      RUN case "$(uname -m)" in x86_64) A=amd64;; aarch64) A=arm64;; esac; wget -qO /out/yq https://e.org/yq_$A && chmod +x /out/yq
      FROM alpine
      COPY --from=g /out /usr/bin
      """#),
    HazardCase(
      "arch variable in the script", "2:arch-hardcoded-download:certain",
      #"""
      FROM debian
      RUN ARCH=amd64; V=1.2; curl -fsSLo /usr/local/bin/x "https://e.org/x-$V-linux-$ARCH"
      """#),
    HazardCase(
      "version by command beside uname", nil,
      #"""
      FROM --platform=$BUILDPLATFORM debian AS b
      RUN V=$(curl -s https://e.org/latest) && curl -fsSL https://e.org/src-$V.tgz | tar xz -C /src && uname -m
      FROM debian
      COPY --from=b /src/data /data
      """#),
    HazardCase(
      "program of a pinned image", "1:native-code-in-build-stage:possible",
      #"""
      FROM --platform=$BUILDPLATFORM docker:28-cli AS cli
      FROM debian
      COPY --from=cli /usr/local/bin/docker /usr/local/bin/docker
      """#),
    HazardCase(
      "yarn berry with supportedArchitectures", nil,
      #"""
      FROM --platform=$BUILDPLATFORM node:22 AS b
      WORKDIR /a
      COPY package.json yarn.lock .yarnrc.yml ./
      RUN yarn install --immutable && yarn build
      FROM node:22-slim
      COPY --from=b /a/dist /a/dist
      COPY --from=b /a/package.json /a/
      """#),
    HazardCase(
      "certificates from a pinned stage", nil,
      #"""
      FROM --platform=$BUILDPLATFORM alpine:3 AS certs
      RUN apk add --no-cache ca-certificates tzdata
      FROM scratch
      COPY --from=certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
      COPY --from=certs /usr/share/zoneinfo /usr/share/zoneinfo
      """#),
    HazardCase(
      "terraform style unzip", "2:arch-hardcoded-download:certain",
      #"""
      FROM alpine
      RUN wget https://releases.example.org/terraform_1.9_linux_amd64.zip && unzip terraform_1.9_linux_amd64.zip -d /usr/local/bin
      """#),
  ]
}
