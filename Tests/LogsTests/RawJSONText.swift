/// What `docker build --progress rawjson` of buildx 0.13.1 printed of a step that crashes.
enum RawJSONText {
  static let lines = #"""
    {
      "vertexes": [
        {
          "digest": "sha256:85b84030ad79b73c0ed0527528ca67a176c706d28f717245db73dfe29b6a30c7",
          "inputs": [
            "sha256:9de12d3704439c391886e2360e25145c15ce521ee050a17d6ed93d9f486ef540"
          ],
          "name": "[3/3] RUN /bin/guest crash; echo \"a \"b\" \u003cc\u003e\"; exit 9",
          "started": "2026-11-21T13:43:11.098066154Z"
        }
      ]
    }
    {
      "logs": [
        {
          "vertex": "sha256:85b84030ad79b73c0ed0527528ca67a176c706d28f717245db73dfe29b6a30c7",
          "stream": 1,
          "data": "cmVhZHkK",
          "timestamp": "2026-11-21T13:43:11.257632483Z"
        }
      ]
    }
    {
      "logs": [
        {
          "vertex": "sha256:85b84030ad79b73c0ed0527528ca67a176c706d28f717245db73dfe29b6a30c7",
          "stream": 2,
          "data": "cWVtdTogdW5jYXVnaHQgdGFyZ2V0IHNpZ25hbCAxMSAoU2VnbWVudGF0aW9uIGZhdWx0KSAtIGNvcmUgZHVtcGVkCg==",
          "timestamp": "2026-11-21T13:43:11.25777037Z"
        }
      ]
    }

    """#
}
