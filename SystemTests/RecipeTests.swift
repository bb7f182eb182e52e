import Testing

/// The recipes of the README that need no engine, taken from it as they stand.
@Suite(.onPreparedHost)
struct RecipeTests {
  private func run(_ recipe: Recipe, _ script: String) throws -> Outcome {
    try inPrivateInstance(recipePrelude + script, environment: recipe.environment)
  }

  @Test func gitHubHookTurnsJobsAway() throws {
    let outcome = try run(
      Recipe("GitHub Actions", "sh"),
      """
      export GITHUB_ACTIONS=true
      bash -e recipe > log; echo $?; grep -c '^::error title=crossready' log
      register aarch64; register arm
      bash -e recipe > log; echo $?
      """)
    #expect(outcome.output == "1\n1\n0\n", "\(outcome.errors)")
  }

  @Test func gitLabRunnerChecksBeforeEveryJob() throws {
    let outcome = try run(
      Recipe("GitLab", "toml"),
      """
      tomlq -r '.runners[0].executor, .runners[0].pre_get_sources_script' recipe > lines
      sed -n 1p lines; sed 1d lines > hook
      bash -e hook > log; echo $?
      register aarch64; register arm
      bash -e hook > log; echo $?
      """)
    #expect(outcome.output == "shell\n1\n0\n", "\(outcome.errors)")
  }

  @Test func jenkinsPublishesWhatTheStepWrote() throws {
    let outcome = try run(
      Recipe("Jenkins", "groovy"),
      """
      sed -n "s/^ *sh '\\(.*\\)'$/\\1/p" recipe > step
      sh -xe step 2> log; echo $?
      is_junit $(sed -n "s/.*junit '\\(.*\\)'.*/\\1/p" recipe); rm crossready.xml
      register aarch64; register arm
      sh -xe step 2> log; echo $?; ls *.xml
      """)
    #expect(outcome.output == "1\ntestsuites\n0\ncrossready.xml\n", "\(outcome.errors)")
  }

  @Test func buildkiteHookTurnsJobsAway() throws {
    let outcome = try run(
      Recipe("Buildkite", "sh"),
      """
      bash recipe > log; echo $?
      register aarch64; register arm
      bash recipe > log; echo $?
      """)
    #expect(outcome.output == "1\n0\n", "\(outcome.errors)")
  }

  @Test func buildkiteAnnotatesWhatTheStepWrote() throws {
    let outcome = try run(
      Recipe("Buildkite", "yaml"),
      """
      yq -r '.steps[0].command' recipe > step
      sh -e step; echo $?
      is_junit "$(yq -r '.steps[0].artifact_paths' recipe)"
      is_junit "$(yq -r '.steps[2].plugins[0] | to_entries[0].value.artifacts' recipe)"
      """)
    #expect(outcome.output == "1\ntestsuites\ntestsuites\n", "\(outcome.errors)")
  }

  @Test func nodeProblemDetectorGetsItsStatuses() throws {
    let outcome = try run(
      Recipe("Kubernetes", "json"),
      """
      jq -r '.plugin, (.rules[0].condition == .conditions[0].type)' recipe
      jq -r '.rules[0] | [.path] + .args | @sh' recipe | sed 's|/usr/bin/crossready|crossready|' > rule
      sh rule > message; echo $?
      head -c "$(jq .pluginConfig.max_output_length recipe)" message | grep -c '^BLOCKS no-handler: '
      register aarch64; register arm
      sh rule > message; echo $?
      """)
    #expect(
      outcome.output.split(separator: "\n") == [
        "custom", "true", "1", "1", "0",
      ], "\(outcome.errors)")
  }

  @Test func nodeExporterServesWhatCronWrote() throws {
    let outcome = try run(
      Recipe("Prometheus", "crontab"),
      #"""
      register aarch64
      mount -t tmpfs none /var/lib && mkdir -p /var/lib/prometheus/node-exporter
      sed -e /^PATH=/d -e 's/^\([^ ]* \)\{5\}prometheus //' recipe > job
      sh job; echo $?; stat -c %a /var/lib/prometheus/node-exporter/crossready.prom
      tools=$fixtures/tools/usr/bin
      $tools/promtool check metrics < /var/lib/prometheus/node-exporter/crossready.prom; echo $?
      # In a network of its own, all of whose processes end with its first one.
      timeout 60 unshare --net --pid --fork --kill-child sh -c '
        busybox ip link set lo up
        "$1" --web.listen-address=127.0.0.1:9100 --collector.disable-defaults --collector.textfile \
          --collector.textfile.directory=/var/lib/prometheus/node-exporter 2> exporter.log &
        curl -s --retry 200 --retry-connrefused --retry-delay 0 --retry-max-time 20 \
          http://127.0.0.1:9100/metrics > page || cat exporter.log
      ' sh $tools/prometheus-node-exporter
      grep -e '^crossready_platform_ready' -e '^crossready_exit_status' -e '^node_textfile_scrape_error' page
      """#)
    #expect(
      outcome.output.split(separator: "\n") == [
        "1", "644", "0", "crossready_exit_status 1",
        #"crossready_platform_ready{platform="linux/arm/v7"} 0"#,
        #"crossready_platform_ready{platform="linux/arm64"} 1"#, "node_textfile_scrape_error 0",
      ], "\(outcome.errors)")
  }

  @Test func prometheusTakesTheAlerts() throws {
    let outcome = try run(
      Recipe("Prometheus", "yaml"),
      """
      # Both alerts fire on what they are meant for, and are silent otherwise.
      cat > test.yml <<'END'
      rule_files: [recipe]
      tests:
        - interval: 5m
          input_series:
            - series: 'crossready_platform_ready{platform="linux/arm64", instance="a"}'
              values: '0x20'
            - series: 'crossready_exit_status{instance="a"}'
              values: '1x20'
            - series: 'crossready_run_timestamp_seconds{instance="b"}'
              values: '0x20'
            - series: 'up{job="builders", instance="b"}'
              values: '1x20'
            - series: 'up{job="builders", instance="c"}'
              values: '1x20'
          alert_rule_test:
            - eval_time: 30m
              alertname: PlatformsUnknown
            - eval_time: 30m
              alertname: PlatformNotReady
              exp_alerts:
                - exp_labels: {platform: linux/arm64, instance: a}
                  exp_annotations: {summary: a runs no containers for linux/arm64}
            - eval_time: 90m
              alertname: PlatformsUnknown
              exp_alerts:
                - exp_labels: {instance: b}
                  exp_annotations: {summary: b does not say which containers it runs}
            - eval_time: 30m
              alertname: PlatformsNeverChecked
              exp_alerts:
                - exp_labels: {job: builders, instance: c}
                  exp_annotations: {summary: c has never said which containers it runs}
      END
      $fixtures/tools/usr/bin/promtool check rules recipe > log || cat log
      $fixtures/tools/usr/bin/promtool test rules test.yml > log || cat log
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}

extension EngineTests {
  /// The recipes of the README that register or start containers.
  @Suite struct Recipes {
    private func run(_ recipe: Recipe, _ script: String) throws -> Outcome {
      try onEngineHost(recipePrelude + script, environment: recipe.environment)
    }

    @Test func gitHubStepRegistersAndSetsItsOutput() throws {
      let recipe = try Recipe("GitHub Actions", "diff")
      let outcome = try run(
        recipe,
        """
        export GITHUB_ACTIONS=true GITHUB_OUTPUT=$T/output GITHUB_STEP_SUMMARY=$T/summary
        yq -r '.jobs.image.steps[] | select(.id == "ready").run' recipe > step
        bash -e step > log; echo $?; head -n 1 output; grep -c '^| linux/' summary
        yq -r '.jobs.image.steps[-1].with.platforms' recipe
        """)
      #expect(
        outcome.output.split(separator: "\n") == [
          "0", "platforms=linux/arm64,linux/arm/v7", "2", "${{ steps.ready.outputs.platforms }}",
        ], "\(outcome.errors)")
      #expect(recipe.deleted.contains { $0.contains("uses: docker/setup-qemu-action") })
    }

    @Test func gitLabJobRegistersAndReports() throws {
      let recipe = try Recipe("GitLab", "diff")
      let outcome = try run(
        recipe,
        """
        yq -r '.["build-image"].script[]' recipe | grep '^crossready ' > script
        bash -e script > log; echo $?
        is_junit $(yq -r '.["build-image"].artifacts.reports.junit' recipe)
        # What is broken is mended on the way.
        rm crossready.xml; echo -1 > $B/qemu-arm; entry qemu-arm arm OC /nowhere
        bash -e script > log 2>&1; echo $?; is_junit crossready.xml
        """)
      #expect(outcome.output == "0\ntestsuites\n0\ntestsuites\n", "\(outcome.errors)")
      #expect(recipe.deleted.contains { $0.contains("tonistiigi/binfmt --install") })
    }

    @Test func unitRepairsWhatIsBrokenAtBoot() throws {
      let outcome = try run(
        Recipe("systemd", "ini"),
        #"""
        cp $crossready /usr/bin/crossready; cp recipe crossready.service
        systemd-analyze verify --man=no crossready.service 2>&1; echo "unit $?"
        sed -e :a -e '/\\$/N; s/\\\n//; ta' -e 's/\$\$/$/g' recipe |
          sed -n 's/^Environment="\(.*\)=\(.*\)"/export \1="\2"/p; s/^ExecStart=//p' > boot
        sh -e boot > log; echo "first $?"; grep -c '^linux/.*  *registered ' log; ls /etc/binfmt.d
        sh -e boot > log; echo "second $?"; grep -c '^linux/.*  *re[a-z]*ed ' log
        echo -1 > $B/qemu-arm; entry qemu-arm arm OC /nowhere
        sh -e boot > log; echo "repaired $?"; grep -c '^linux/arm64  *replaced' log
        crossready linux/arm64 linux/arm/v7 > log; echo "ready $?"
        """#)
      #expect(
        outcome.output.split(separator: "\n") == [
          "unit 0", "first 0", "2", "zz-crossready-arm.conf", "zz-crossready-arm64.conf",
          "second 0", "0", "repaired 0", "0", "ready 0",
        ], "\(outcome.errors)")
    }

    @Test func cloudInitInstallsAndRegisters() throws {
      let outcome = try run(
        Recipe("cloud-init", "yaml"),
        """
        PYTHONPATH=$fixtures/tools/usr/lib/python3/dist-packages \\
          /usr/bin/python3 -m cloudinit.cmd.main schema --config-file recipe
        deb $T; export DEBIAN_FRONTEND=noninteractive
        yq -r '.runcmd[]' recipe | sed "s|https://files.example.com|file://$T|" > commands
        sh -e commands > log 2>&1 || cat log
        /usr/bin/crossready linux/arm64 linux/arm/v7 > log; echo $?; ls /etc/binfmt.d
        apt-get purge -y -qq crossready > log
        """)
      #expect(
        outcome.output.split(separator: "\n") == [
          "Valid cloud-config: recipe", "0", "zz-crossready-arm.conf", "zz-crossready-arm64.conf",
        ], "\(outcome.errors)")
    }

    @Test func ansibleChangesOnlyTheFirstTime() throws {
      let outcome = try run(
        Recipe("Ansible", "yaml"),
        """
        deb $T; printf '[builders]\nlocalhost\n' > hosts
        play() {
          ansible-playbook -i hosts -c local -e ansible_become=false \\
            -e ansible_python_interpreter=/usr/bin/python3 recipe > log 2>&1 || cat log
          sed -n 's/^localhost  *: \\(ok=[0-9]*  *changed=[0-9]*\\).*/\\1/p' log | tr -s ' '
        }
        play; play; /usr/bin/crossready linux/arm64 linux/arm/v7 > log; echo $?
        apt-get purge -y -qq crossready > log
        """)
      #expect(outcome.output == "ok=5 changed=3\nok=5 changed=0\n0\n", "\(outcome.errors)")
    }

    @Test func daemonSetRegistersAndRepairs() throws {
      let recipe = try Recipe("Kubernetes", "diff")
      let outcome = try run(
        recipe,
        """
        \(kubernetesImage)
        container=.spec.template.spec.containers[0]
        yq -r "$container.securityContext.privileged" recipe
        eval docker run -d --privileged --name node $image $(yq -r "$container.command | @sh" recipe) > id
        probe() { eval docker exec node $(yq -r "$container.livenessProbe.exec.command | @sh" recipe); }
        end=$(($(date +%s) + 30))
        until probe > log 2>&1 || [ $(date +%s) -gt $end ]; do :; done
        probe > log; echo "registered $?"; crossready linux/arm64 linux/arm/v7 > log; echo "host $?"
        remove_handlers; probe > log; echo "lost $?"
        docker restart --time 0 node > id
        end=$(($(date +%s) + 30))
        until probe > log 2>&1 || [ $(date +%s) -gt $end ]; do :; done
        probe > log; echo "again $?"; docker rm -f node > id
        crossready linux/arm64 linux/arm/v7 > log; echo "without it $?"
        """)
      #expect(
        outcome.output.split(separator: "\n") == [
          "true", "registered 0", "host 0", "lost 1", "again 0", "without it 0",
        ], "\(outcome.errors)")
      #expect(recipe.deleted.contains { $0.contains("image: tonistiigi/binfmt") })
    }

    @Test func podWaitsForTheDaemonSet() throws {
      let outcome = try run(
        Recipe("Kubernetes", "yaml"),
        """
        \(kubernetesImage)
        eval docker run --rm $image $(yq -r '.initContainers[0].command | @sh' recipe) > log &
        waiting=$!
        until [ -n "$(docker ps -q)" ]; do kill -0 $waiting || break; done
        register aarch64; register arm
        wait $waiting; echo $?
        """)
      #expect(outcome.output == "0\n", "\(outcome.errors)")
    }

    /// What the recipe's Dockerfile makes, of this machine's emulators and without a network.
    private var kubernetesImage: String {
      """
      image=registry.example.com/crossready:0.1.0
      mkdir -p image/bin image/usr/bin image/tmp
      for name in sh mount sleep; do cp /bin/busybox image/bin/$name; done
      cp $release/crossready /usr/bin/qemu-aarch64-static /usr/bin/qemu-arm-static image/usr/bin
      tar -c -C image . | docker import - $image > id
      """
    }
  }
}
