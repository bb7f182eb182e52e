import Dockerfiles

extension DockerfileSteps {
  /// Reads a Dockerfile, or that of a directory.
  init(reading path: String) throws {
    let source = try DockerfileSource.read(path)
    do throws(DockerfileError) {
      self.init(of: try Dockerfile(parsing: source.bytes), at: source.path)
    } catch {
      throw Failure.dockerfileRefused(path: source.path, error)
    }
  }
}
