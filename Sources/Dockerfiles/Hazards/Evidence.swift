/// What a lock file says about packages that hold code for a CPU.
package enum Evidence: Hashable, Sendable {
  /// None that will be in the image does.
  case none
  /// These may: they run a script when they are installed.
  case possible([String])
  /// These do.
  case native([String])

  /// Node packages that are compiled, or fetched for a CPU, when they are installed.
  package static let nodePackages: Set<String> = [
    "better-sqlite3", "sqlite3", "sharp", "bcrypt", "canvas", "node-sass", "argon2", "esbuild",
    "node-pty", "usb", "serialport", "@serialport/bindings-cpp", "re2", "leveldown", "zeromq",
    "@swc/core", "@node-rs/argon2", "@node-rs/bcrypt", "node-rdkafka", "kerberos", "libxmljs",
    "oracledb", "ibm_db", "cpu-features", "isolated-vm", "snappy", "farmhash", "grpc", "odbc",
  ]
  /// Python packages with compiled code.
  static let pythonPackages: Set<String> = [
    "numpy", "pandas", "scipy", "psycopg2", "psycopg2-binary", "psycopg-c", "psycopg-binary",
    "cryptography", "lxml",
    "pillow", "uvloop", "orjson", "bcrypt", "cffi", "pydantic-core", "mysqlclient", "grpcio",
    "tensorflow", "torch", "scikit-learn", "rpds-py", "argon2-cffi-bindings", "pyzmq", "greenlet",
    "pycryptodome", "asyncpg", "pyodbc", "shapely", "matplotlib", "opencv-python",
    "opencv-python-headless", "confluent-kafka", "uwsgi", "pynacl", "regex", "ujson", "hiredis",
  ]
  /// Ruby gems with extensions.
  static let gems: Set<String> = [
    "pg", "mysql2", "sqlite3", "nokogiri", "ffi", "bcrypt", "puma", "nio4r", "bootsnap", "msgpack",
    "google-protobuf", "grpc", "rmagick", "racc", "bigdecimal", "unf_ext", "sassc", "json",
    "hiredis", "redcarpet", "byebug", "websocket-driver", "charlock_holmes", "rugged", "oj",
  ]

  /// The names of lock files that tell.
  package static let lockFiles: Set<String> = [
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "requirements.txt",
    "poetry.lock", "uv.lock", "Pipfile.lock", "Gemfile.lock",
  ]

  /// Reads a lock file that is text; nil for one that is JSON, which needs a reader of its own.
  package init?(lockFile name: String, text: String) {
    let known: Set<String>
    switch name.lastComponent {
    case "requirements.txt", "poetry.lock", "uv.lock", "Pipfile.lock": known = Self.pythonPackages
    case "Gemfile.lock": known = Self.gems
    case "yarn.lock", "pnpm-lock.yaml":
      // Which of the packages are for development only is not in these files.
      let found = Self.names(in: text).intersection(Self.nodePackages).sorted()
      self = found.isEmpty ? .none : .possible(found)
      return
    default: return nil
    }
    let found = Self.names(in: text).intersection(known).sorted()
    // Without a known name nothing is proven: the list of names is never whole.
    guard !found.isEmpty else { return nil }
    // Other lock files also list what is for development only.
    let isExact = ["requirements.txt", "Gemfile.lock"].contains(name.lastComponent)
    self = isExact ? .native(found) : .possible(found)
  }

  private static func names(in text: String) -> Set<String> {
    var names: Set<String> = []
    var name: [UInt8] = []
    var isComment = false
    for byte in Array(text.utf8) + [0x0a] {
      if byte == UInt8(ascii: "#") { isComment = true }
      if byte == 0x0a { isComment = false }
      if isComment, byte != UInt8(ascii: "#") { continue }
      if byte.isNamePart || byte == 0x2d || byte == 0x2f || byte == 0x40 && name.isEmpty {
        name.append(byte)
      } else if !name.isEmpty {
        names.insert(name.text.lowercased())
        name = []
      }
    }
    return names
  }
}

extension Dockerfile {
  /// The lock files that the file copies out of its context, by their paths there.
  package var lockFiles: [String] {
    var result: Set<String> = []
    for instruction in stages.flatMap(\.instructions) {
      guard case .copy(let copy) = instruction.operation, copy.from == nil else { continue }
      for source in copy.sources where !source.contains("$") {
        if Evidence.lockFiles.contains(source.lastComponent) { result.insert(source) }
        if source == "." || source == "./" { result.formUnion(Evidence.lockFiles) }
        if source.lastComponent == "package*.json" {
          result.insert(String(source.dropLast("package*.json".count)) + "package-lock.json")
        }
      }
    }
    return result.sorted()
  }
}
