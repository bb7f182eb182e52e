/// Why an archive cannot be read on.
package enum TarError: Error, Equatable, Sendable {
  /// It ends within an entry.
  case cutOff
  /// A header's checksum or a number in it is wrong.
  case damagedHeader
  /// A name or a record of names is longer than any file system's.
  case oversizedName
  /// It has more entries than are read.
  case tooManyEntries
  /// What is packed in it is larger than any image.
  case tooLarge
}
