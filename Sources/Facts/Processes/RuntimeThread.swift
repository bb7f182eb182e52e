/// Threads that a language's runtime starts for itself: no program waits for them, and what they wait
/// for tells nothing of what the program does.
package enum RuntimeThread {
  /// What the runtime calls a thread of this name; nil for one of the program's own.
  ///
  /// The kernel keeps 15 bytes of a name.
  package static func name(of thread: String) -> String? {
    prefixes.first { thread.hasPrefix($0) }
  }

  private static let prefixes: [String] = [
    // OpenJDK: src/hotspot/share, `set_native_thread_name`; java.lang.ref.
    "GC Thread#", "G1 Main Marker", "G1 Conc#", "G1 Refine#", "G1 Service", "VM Thread",
    "VM Periodic Tas", "VM Op ", "Reference Handl", "Finalizer", "Signal Dispatch",
    "Service Thread", "Monitor Deflati", "C1 CompilerThre", "C2 CompilerThre", "Sweeper thread",
    "Notification Th", "Common-Cleaner", "Cleaner-", "Attach Listener", "JVMCI", "Concurrent Mark",
    "Surrogate Locker", "ParGC Thread#", "StringDedup",
    // .NET: src/coreclr, `SetThreadName`.
    ".NET SynchManag", ".NET EventPipe", ".NET SigHandler", ".NET Finalizer", ".NET Tiered Com",
    ".NET TP Gate", ".NET BGC", ".NET Server GC",
    // Node: src/node_platform.cc, libuv's pool.
    "DelayedTaskSche", "V8Worker", "libuv-worker", "SignalInspector",
    // Mono, and GLib's own.
    "SGen worker", "gmain", "gdbus", "pool-spawner", "dconf worker",
    // Ruby: thread_pthread.c.
    "ruby-timer-thr",
  ]
}
