// One table, which is only longer than a file should be because Dockerfiles have lines.

extension HazardCase {
  /// Compilers and package managers.
  static let native: [HazardCase] = [
    HazardCase(
      "arm32 go without goarm", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      ARG TARGETOS TARGETARCH TARGETVARIANT
      RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} go build -o /o/x .
      FROM scratch
      COPY --from=b /o/x /x
      """#),
    HazardCase(
      "global default", "1:platform-arg-default:certain",
      #"""
      ARG TARGETARCH=amd64
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      ARG TARGETARCH
      RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /o/x .
      FROM scratch
      COPY --from=b /o/x /x
      """#),
    HazardCase(
      "env default after bare arg", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      ARG TARGETARCH
      ENV TARGETARCH=${TARGETARCH:-amd64}
      RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /o/x .
      FROM scratch
      COPY --from=b /o/x /x
      """#),
    HazardCase(
      "buildplatform default", nil,
      #"""
      ARG BUILDPLATFORM=linux/amd64
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      ARG TARGETARCH
      RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /o/x .
      FROM scratch
      COPY --from=b /o/x /x
      """#),
    HazardCase(
      "inherited arg", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS base
      ARG TARGETARCH
      FROM base AS b
      RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /o/x .
      FROM scratch
      COPY --from=b /o/x /x
      """#),
    HazardCase(
      "distroless static on build platform", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      ARG TARGETARCH
      RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /o/x .
      FROM --platform=$BUILDPLATFORM gcr.io/distroless/static:nonroot
      COPY --from=b /o/x /x
      ENTRYPOINT ["/x"]
      """#),
    HazardCase(
      "wheel none-any", nil,
      #"""
      FROM --platform=$BUILDPLATFORM python:3.13 AS b
      RUN pip install build
      COPY . /w
      WORKDIR /w
      RUN python -m build --wheel
      FROM python:3.13
      COPY --from=b /w/dist/*.whl /tmp/
      RUN pip install /tmp/*.whl
      """#),
    HazardCase(
      "venv with gcc", "4:native-code-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM python:3.13-slim AS b
      RUN apt-get update && apt-get install -y gcc libpq-dev
      RUN python -m venv /opt/venv
      RUN /opt/venv/bin/pip install -r requirements.txt
      FROM python:3.13-slim
      COPY --from=b /opt/venv /opt/venv
      CMD ["/opt/venv/bin/python", "-m", "app"]
      """#),
    HazardCase(
      "pip wheel", "3:native-code-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM python:3.13-slim AS b
      RUN apt-get update && apt-get install -y gcc
      RUN pip wheel --wheel-dir /wheels -r requirements.txt
      FROM python:3.13-slim
      COPY --from=b /wheels /wheels
      RUN pip install --no-index --find-links /wheels app
      """#),
    HazardCase(
      "uv sync", "4:native-code-in-build-stage:possible",
      #"""
      FROM --platform=$BUILDPLATFORM python:3.13-slim AS b
      RUN pip install uv
      WORKDIR /app
      RUN uv sync --frozen
      FROM python:3.13-slim
      COPY --from=b /app/.venv /app/.venv
      """#),
    HazardCase(
      "composer vendor", nil,
      #"""
      FROM --platform=$BUILDPLATFORM composer:2 AS vendor
      WORKDIR /app
      COPY composer.json composer.lock ./
      RUN composer install --no-dev
      FROM php:8-fpm
      COPY --from=vendor /app/vendor /app/vendor
      """#),
    HazardCase(
      "jlink", "2:native-code-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM eclipse-temurin:21 AS b
      RUN jlink --add-modules java.base --output /jre
      FROM debian:trixie-slim
      COPY --from=b /jre /jre
      """#),
    HazardCase(
      "bun compile", "3:native-code-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM oven/bun:1 AS b
      COPY . .
      RUN bun build --compile --outfile /out/app src/index.ts
      FROM debian
      COPY --from=b /out/app /app
      """#),
    HazardCase(
      "bun compile target", nil,
      #"""
      FROM --platform=$BUILDPLATFORM oven/bun:1 AS b
      COPY . .
      ARG TARGETARCH
      RUN bun build --compile --target=bun-linux-$TARGETARCH --outfile /out/app src/index.ts
      FROM debian
      COPY --from=b /out/app /app
      """#),
    HazardCase(
      "xx go", nil,
      #"""
      FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.6 AS xx
      FROM --platform=$BUILDPLATFORM golang:1.25-alpine AS b
      RUN apk add clang lld
      COPY --from=xx / /
      ARG TARGETPLATFORM
      RUN xx-apk add musl-dev gcc
      ENV CGO_ENABLED=1
      RUN xx-go build -o /out/x . && xx-verify /out/x
      FROM alpine
      COPY --from=b /out/x /x
      """#),
    HazardCase(
      "xx from image", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25-alpine AS b
      COPY --from=tonistiigi/xx:1.6 / /
      ARG TARGETPLATFORM
      RUN xx-go build -o /out/x .
      FROM alpine
      COPY --from=b /out/x /x
      """#),
    HazardCase(
      "go goarch fixed in target stage", "2:cross-env-missing:certain",
      #"""
      FROM golang:1.25 AS b
      RUN CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -o /out/x .
      FROM alpine
      COPY --from=b /out/x /x
      """#),
    HazardCase(
      "export goarch", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      ARG TARGETARCH
      RUN export GOARCH=$TARGETARCH CGO_ENABLED=0 && go build -o /out/x .
      FROM alpine
      COPY --from=b /out/x /x
      """#),
    HazardCase(
      "go make", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      ARG TARGETARCH
      COPY . .
      RUN make build GOARCH=$TARGETARCH
      FROM alpine
      COPY --from=b /go/bin/x /x
      """#),
    HazardCase(
      "go install tool only", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      RUN go install github.com/swaggo/swag/cmd/swag@latest
      RUN swag init
      ARG TARGETARCH
      RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /out/x .
      FROM alpine
      COPY --from=b /out/x /x
      """#),
    HazardCase(
      "cgo cross gcc", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      RUN apt-get update && apt-get install -y gcc-aarch64-linux-gnu gcc-x86-64-linux-gnu
      ARG TARGETARCH
      RUN case $TARGETARCH in arm64) CC=aarch64-linux-gnu-gcc;; amd64) CC=x86_64-linux-gnu-gcc;; esac; CC=$CC CGO_ENABLED=1 GOARCH=$TARGETARCH go build -o /o/x .
      FROM debian
      COPY --from=b /o/x /x
      """#),
    HazardCase(
      "cargo target arg", nil,
      #"""
      FROM --platform=$BUILDPLATFORM rust:1.90 AS b
      ARG TARGETARCH
      RUN case $TARGETARCH in amd64) echo x86_64-unknown-linux-musl;; arm64) echo aarch64-unknown-linux-musl;; esac > /t && rustup target add $(cat /t)
      COPY . .
      RUN cargo build --release --target $(cat /t) && mkdir /o && cp target/*/release/x /o/x
      FROM scratch
      COPY --from=b /o/x /x
      """#),
    HazardCase(
      "cargo fixed triple", "3:cross-env-missing:certain",
      #"""
      FROM rust:1.90 AS b
      RUN rustup target add x86_64-unknown-linux-musl
      RUN cargo build --release --target x86_64-unknown-linux-musl
      FROM scratch
      COPY --from=b /target/x86_64-unknown-linux-musl/release/x /x
      """#),
    HazardCase(
      "cargo chef host", "5:cross-env-missing:certain",
      #"""
      FROM --platform=$BUILDPLATFORM lukemathwalker/cargo-chef:latest AS chef
      WORKDIR /app
      FROM chef AS b
      COPY . .
      RUN cargo build --release --bin web
      FROM debian:trixie-slim
      COPY --from=b /app/target/release/web /usr/local/bin
      """#),
    HazardCase(
      "dotnet self contained", "3:cross-env-missing:certain",
      #"""
      FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:9.0 AS b
      WORKDIR /s
      RUN dotnet publish -c Release --self-contained -o /app
      FROM mcr.microsoft.com/dotnet/runtime-deps:9.0
      COPY --from=b /app /app
      ENTRYPOINT ["/app/web"]
      """#),
    HazardCase(
      "dotnet portable dll", nil,
      #"""
      FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:9.0 AS b
      WORKDIR /s
      RUN dotnet publish -c Release -o /app
      FROM mcr.microsoft.com/dotnet/aspnet:9.0
      COPY --from=b /app /app
      ENTRYPOINT ["dotnet", "/app/web.dll"]
      """#),
    HazardCase(
      "amd64 tool used only in build stage", nil,
      #"""
      FROM --platform=linux/amd64 node:22 AS ui
      RUN curl -fsSL https://e.org/tool-linux-x64 -o /usr/bin/tool && tool gen
      RUN npm ci && npm run build
      FROM nginx
      COPY --from=ui /dist /usr/share/nginx/html
      """#),
    HazardCase(
      "constant build stage go", "1:constant-platform:certain",
      #"""
      FROM --platform=linux/amd64 golang:1.25 AS b
      RUN CGO_ENABLED=0 go build -o /o/x .
      FROM alpine
      COPY --from=b /o/x /x
      """#),
    HazardCase(
      "constant chosen by arch", nil,
      #"""
      FROM --platform=linux/amd64 rust AS b-amd64
      RUN cargo build --release && cp target/release/x /x
      FROM --platform=linux/arm64 rust AS b-arm64
      RUN cargo build --release && cp target/release/x /x
      FROM b-${TARGETARCH} AS b
      FROM debian
      COPY --from=b /x /x
      """#),
    HazardCase(
      "node dist and prod deps in target", nil,
      #"""
      FROM --platform=$BUILDPLATFORM node:22 AS build
      WORKDIR /a
      COPY package*.json ./
      RUN npm ci
      COPY . .
      RUN npm run build
      FROM node:22-slim
      WORKDIR /a
      COPY package*.json ./
      RUN npm ci --omit=dev
      COPY --from=build /a/dist ./dist
      CMD ["node", "dist/index.js"]
      """#),
    HazardCase(
      "node copies all then reinstalls", nil,
      #"""
      FROM --platform=$BUILDPLATFORM node:22 AS build
      WORKDIR /a
      COPY . .
      RUN npm ci && npm run build
      FROM node:22-slim
      WORKDIR /a
      COPY --from=build /a ./
      RUN rm -rf node_modules && npm ci --omit=dev
      """#),
    HazardCase(
      "yarn with sharp", "4:native-code-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM node:22 AS build
      WORKDIR /a
      COPY . .
      RUN yarn add sharp && yarn build
      FROM node:22-slim
      COPY --from=build /a/node_modules /a/node_modules
      """#),
    HazardCase(
      "target-targetplatform healthy", nil,
      #"""
      ARG TARGETARCH
      FROM node:22 AS deps-amd64
      FROM node:22 AS deps-arm64
      FROM deps-${TARGETARCH} AS deps
      WORKDIR /a
      COPY package.json package-lock.json ./
      RUN npm ci --ignore-scripts && npm rebuild
      FROM node:22-slim
      COPY --from=deps /a/node_modules /a/node_modules
      """#),
    HazardCase(
      "make css", nil,
      #"""
      FROM --platform=$BUILDPLATFORM node:22 AS b
      COPY . .
      RUN apt-get update && apt-get install -y make && make css
      FROM nginx
      COPY --from=b /static /usr/share/nginx/html
      """#),
    HazardCase(
      "make docs out", nil,
      #"""
      FROM --platform=$BUILDPLATFORM debian AS b
      RUN apt-get update && apt-get install -y make pandoc
      WORKDIR /w
      COPY . .
      RUN make html
      FROM nginx
      COPY --from=b /w/_build/html /usr/share/nginx/html
      """#),
    HazardCase(
      "gcc", "3:native-code-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM gcc:14 AS b
      COPY . .
      RUN gcc -O2 -o /out/app main.c
      FROM debian
      COPY --from=b /out/app /app
      """#),
    HazardCase(
      "cache with id", nil,
      #"""
      FROM rust:1.90 AS b
      ARG TARGETARCH
      RUN --mount=type=cache,target=/w/target,id=t-$TARGETARCH cargo build --release && cp /w/target/release/x /x
      FROM debian
      COPY --from=b /x /x
      """#),
    HazardCase(
      "foreign tool mount", "3:foreign-tool-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM python:3.13 AS b
      COPY . .
      RUN --mount=from=ghcr.io/astral-sh/uv:0.9,source=/uv,target=/bin/uv uv export -o /r.txt
      FROM python:3.13
      COPY --from=b /r.txt /r.txt
      """#),
    HazardCase(
      "tool wrapped by stage", nil,
      #"""
      FROM --platform=$BUILDPLATFORM ghcr.io/astral-sh/uv:0.9 AS uv
      FROM --platform=$BUILDPLATFORM python:3.13 AS b
      COPY --from=uv /uv /bin/uv
      RUN uv export -o /r.txt
      FROM python:3.13
      COPY --from=b /r.txt /r.txt
      """#),
    HazardCase(
      "image data only", nil,
      #"""
      FROM --platform=$BUILDPLATFORM node:22 AS b
      COPY --from=alpine:3 /etc/ssl/certs /certs
      COPY --from=nginx:1 /usr/share/nginx/html /html
      RUN npm run build
      FROM nginx
      COPY --from=b /w/dist /usr/share/nginx/html
      """#),
    HazardCase(
      "protoc fixed in B stage used", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      RUN curl -fsSLO https://e.org/protoc-29-linux-x86_64.zip && unzip protoc-29-linux-x86_64.zip -d /usr/local
      ARG TARGETARCH
      RUN protoc --go_out=. x.proto && CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /out/x .
      FROM alpine
      COPY --from=b /out/x /usr/local/bin/x
      """#),
    HazardCase(
      "toolchain in usr local, app to usr local bin", nil,
      #"""
      FROM --platform=$BUILDPLATFORM debian AS b
      ARG BUILDARCH
      RUN curl -fsSL https://e.org/go-$BUILDARCH.tgz | tar xz -C /usr/local
      ARG TARGETARCH
      RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /usr/local/bin/port .
      FROM alpine
      COPY --from=b /usr/local/bin/port /usr/local/bin/port
      """#),
    HazardCase(
      "maven with native profile", nil,
      #"""
      FROM --platform=$BUILDPLATFORM gradle:8 AS b
      RUN gradle bootJar
      FROM eclipse-temurin:21-jre
      COPY --from=b /home/gradle/build/libs/app.jar /app.jar
      """#),
    HazardCase(
      "check skip", nil,
      #"""
      # check=skip=target-stage-on-build-platform
      FROM --platform=$BUILDPLATFORM python:3.13
      RUN pip install x
      CMD ["python"]
      """#),
    HazardCase(
      "check skip above", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang AS b
      # check=skip=cross-env-missing
      RUN go build -o /x .
      FROM alpine
      COPY --from=b /x /x
      """#),
    HazardCase(
      "dotnet fixed rid", "2:cross-env-missing:certain",
      #"""
      FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:9.0 AS b
      RUN dotnet publish -c Release -r linux-x64 --self-contained -o /app
      FROM mcr.microsoft.com/dotnet/runtime-deps:9.0
      COPY --from=b /app /app
      ENTRYPOINT ["/app/web"]
      """#),
    HazardCase(
      "bun fixed target", "2:cross-env-missing:certain",
      #"""
      FROM oven/bun:1 AS b
      RUN bun build --compile --target=bun-linux-x64 --outfile /out/app src/index.ts
      FROM debian
      COPY --from=b /out/app /app
      """#),
    HazardCase(
      "pip for a platform", "2:native-code-in-build-stage:certain",
      #"""
      FROM python:3.13 AS b
      RUN pip install --platform manylinux2014_x86_64 --only-binary=:all: --target /d -r r.txt
      FROM python:3.13
      COPY --from=b /d /d
      """#),
    HazardCase(
      "installed tool is executed", "4:target-binary-run-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      ARG TARGETARCH
      ENV GOARCH=$TARGETARCH CGO_ENABLED=0
      RUN go install github.com/swaggo/swag/cmd/swag@v1 && swag init
      RUN go build -o /out/x .
      FROM scratch
      COPY --from=b /out/x /x
      """#),
    HazardCase(
      "built program is executed", "3:target-binary-run-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      ARG TARGETARCH
      RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /out/x . && /out/x --version
      FROM scratch
      COPY --from=b /out/x /x
      """#),
    HazardCase(
      "tool without goarch is executed", nil,
      #"""
      FROM --platform=$BUILDPLATFORM golang:1.25 AS b
      RUN go install github.com/swaggo/swag/cmd/swag@v1 && swag init
      ARG TARGETARCH
      RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /out/x .
      FROM scratch
      COPY --from=b /out/x /x
      """#),
    HazardCase(
      "two targets of go", nil,
      #"""
      FROM golang:1.25 AS b
      RUN GOARCH=amd64 go build -o /out/x-amd64 .
      RUN GOARCH=arm64 go build -o /out/x-arm64 .
      FROM scratch
      ARG TARGETARCH
      COPY --from=b /out/x-$TARGETARCH /x
      """#),
    HazardCase(
      "next standalone", "4:native-code-in-build-stage:possible",
      #"""
      FROM --platform=$BUILDPLATFORM node:22 AS b
      WORKDIR /a
      COPY . .
      RUN npm ci && npm run build
      FROM node:22-slim
      COPY --from=b /a/.next/standalone ./
      COPY --from=b /a/.next/static ./.next/static
      """#),
    HazardCase(
      "crossbuild packages", nil,
      #"""
      FROM --platform=$BUILDPLATFORM debian:trixie AS b
      ARG TARGETARCH
      RUN dpkg --add-architecture arm64 && apt-get update && apt-get install -y gcc-aarch64-linux-gnu libssl-dev:arm64
      COPY . .
      RUN if [ "$TARGETARCH" = arm64 ]; then make CC=aarch64-linux-gnu-gcc; else make; fi && mkdir /out && cp app /out
      FROM debian:trixie
      COPY --from=b /out/app /app
      """#),
    HazardCase(
      "test stage reached by target only", nil,
      #"""
      FROM golang:1.25 AS base
      FROM --platform=$BUILDPLATFORM golang:1.25 AS test
      RUN go build -o /t ./... && go test ./...
      FROM base
      RUN go build -o /x .
      """#),
    HazardCase(
      "rust wasm front end", nil,
      #"""
      FROM --platform=$BUILDPLATFORM rust:1 AS ui
      RUN cargo build --release --target wasm32-unknown-unknown
      FROM nginx
      COPY --from=ui /target/wasm32-unknown-unknown/release/app.wasm /usr/share/nginx/html/
      """#),
    HazardCase(
      "gradle native", "2:native-code-in-build-stage:certain",
      #"""
      FROM --platform=$BUILDPLATFORM ghcr.io/graalvm/native-image:21 AS b
      RUN native-image -jar /app.jar -o /out/app
      FROM debian
      COPY --from=b /out/app /app
      """#),
  ]
}
