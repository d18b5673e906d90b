using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Tests.Manifest.Validation;

public sealed class ServiceValidatorsTests
{
    [Theory]
    [InlineData("{ model: 's3://b/m.onnx' }", "model: the target 'container' makes images of models of this machine*")]
    [InlineData("{ model: m.onnx, server: { ca_file: f.pem } }", "server.ca_file: files of this machine are not in a*")]
    [InlineData(
        "{ model: m.onnx, server: { require_signature: [f.pem] } }",
        "server.require_signature: files of this machine are not in a*"
    )]
    public void Read_WhatNoImageIsMadeOf_IsRefusedForContainersAlone(string service, string expected)
    {
        var yaml = $"services:\n  a: {service}\n";
        ManifestFolder.Problems(yaml).Should().BeEmpty();
        ManifestFolder
            .Problems(yaml, new ManifestOptions { Target = FleetTarget.Container })
            .Should()
            .ContainSingle()
            .Which.Should()
            .Match($"2:* services.a.{expected}");
    }

    [Theory]
    [InlineData("{ image: 'r.example/x:1', arguments: [--a] }")]
    [InlineData("{ model: m.onnx, server: { readiness: lenient } }")]
    [InlineData("{ model: 'oci://r.example/x:1' }")]
    [InlineData("{ project: app }")]
    public void Read_WhatAnImageIsMadeOf_IsTakenForContainers(string service) =>
        ManifestFolder
            .Valid($"services:\n  a: {service}\n", new ManifestOptions { Target = FleetTarget.Container })
            .Target.Should()
            .Be(FleetTarget.Container);

    [Theory]
    [InlineData("{ model: m.onnx, project: app }", "project: it has a model already; a service is made of one thing")]
    [InlineData("{ model: '' }", "model: it is empty: name a model file, a package folder or an address")]
    [InlineData(
        "{ model: ftp://x/m.onnx }",
        "model: models do not come from 'ftp://' addresses; known: oci://, s3://, *"
    )]
    [InlineData("{ model: app }", "model: app is a project in .NET: name it by 'project'")]
    [InlineData("{ model: m.onnx, arguments: [x] }", "arguments: a model's server takes none*")]
    [InlineData("{ project: none }", "project: there is no project at none")]
    [InlineData("{ project: 'oci://r/x' }", "project: a project is a folder of this machine*")]
    [InlineData("{ image: 'r.example/x:1' }", "image: images run with the targets 'container' and 'kubernetes' alone*")]
    [InlineData("{ image: 'a b' }", "image: 'a b' is no reference of an image*")]
    [InlineData("{ model: m.onnx, models: [] }", "models: the list is empty*")]
    [InlineData("{ model: m.onnx, models: [x/y] }", "models[0]: 'x/y' cannot be the name of a model*")]
    [InlineData("{ model: m.onnx, models: [x, x] }", "models[1]: requests for 'x' would have two goals*")]
    [InlineData("{ model: m.onnx, replicas: 101 }", "replicas: must be from 0 to 100, not 101")]
    [InlineData("{ model: m.onnx, replicas: 2.5 }", "replicas: 2.5 is not a whole number")]
    [InlineData("{ model: m.onnx, replicas: 1, scaling: true }", "scaling: it has a number of replicas already*")]
    [InlineData("{ model: m.onnx, scaling: { min: 5 } }", "scaling.min: must be at most max, which is 4, not 5")]
    [InlineData("{ model: m.onnx, scaling: { max: 0, min: 0 } }", "scaling.max: must be from 1 to 100, not 0")]
    [InlineData(
        "{ model: m.onnx, scaling: { target: 0 } }",
        "scaling.target: must be over 0 and at most 100000, not 0"
    )]
    [InlineData(
        "{ model: m.onnx, scaling: { panic_window: 2m } }",
        "scaling.panic_window: must be at most stable_window*1m"
    )]
    [InlineData(
        "{ model: m.onnx, scaling: { stable_window: 0, panic_window: 0.1ms } }",
        "scaling.stable_window: must be longer than 0|*"
    )]
    [InlineData("{ model: m.onnx, scaling: { panic_threshold: 1 } }", "scaling.panic_threshold: must be over 1 *")]
    [InlineData("{ model: m.onnx, resources: { cpu: 0 } }", "resources.cpu: must be over 0 and at most 1024, not 0")]
    [InlineData(
        "{ model: m.onnx, resources: { memory: 12 parsecs } }",
        "resources.memory: '12 parsecs' is not a size*"
    )]
    [InlineData("{ model: m.onnx, environment: { 'A=B': x } }", "environment.A=B: 'A=B' cannot be the name*")]
    [InlineData("{ model: m.onnx, environment: { 1A: x } }", "environment.1A: '1A' cannot be the name*")]
    [InlineData("{ model: m.onnx, environment: { SLIPWAY_X: x } }", "environment.SLIPWAY_X: *set by Slipway itself")]
    [InlineData("{ model: m.onnx, environment: { A: \"x\\0y\" } }", "environment.A: *NUL*")]
    [InlineData(
        "{ model: m.onnx, server: { readiness: lax } }",
        "server.readiness: 'lax' is not one of strict, lenient"
    )]
    [InlineData("{ model: m.onnx, server: { log_level: warnin } }", "server.log_level: *(did you mean 'warning'?)")]
    [InlineData("{ model: m.onnx, server: { memory_budget: x } }", "server.memory_budget: 'x' is not a size*")]
    [InlineData("{ model: m.onnx, server: { import_memory: 0 } }", "server.import_memory: '0' is not a size*")]
    [InlineData("{ model: m.onnx, server: { max_request_bytes: 0 } }", "server.max_request_bytes: must be from 1 to *")]
    [InlineData(
        "{ model: m.onnx, server: { drain_seconds: -1 } }",
        "server.drain_seconds: must be from 0 to 86400, not -1"
    )]
    [InlineData("{ model: m.onnx, server: { import_seconds: 0 } }", "server.import_seconds: must be over 0*")]
    [InlineData("{ model: m.onnx, server: { ca_file: no.pem } }", "server.ca_file: there is no file no.pem*")]
    [InlineData(
        "{ model: m.onnx, server: { require_signature: [f.pem, x] } }",
        "server.require_signature[1]: there is no file x*"
    )]
    [InlineData("{ model: m.onnx, traffic: { timeout: 0 } }", "traffic.timeout: must be longer than 0")]
    [InlineData("{ model: m.onnx, traffic: { max_held: -1 } }", "traffic.max_held: *")]
    [InlineData("{ model: m.onnx, traffic: { max_in_flight: 0 } }", "traffic.max_in_flight: must be from 1 *")]
    [InlineData(
        "{ model: m.onnx, traffic: { retries: { attempts: 11 } } }",
        "traffic.retries.attempts: must be from 0 to 10, not 11"
    )]
    [InlineData(
        "{ model: m.onnx, traffic: { retries: { budget: 2 } } }",
        "traffic.retries.budget: must be from 0 to 1, not 2"
    )]
    [InlineData(
        "{ model: m.onnx, traffic: { retries: false } }",
        "traffic.retries: false is not a mapping of keys and values"
    )]
    [InlineData(
        "{ model: m.onnx, traffic: { hedging: { after: 0 } } }",
        "traffic.hedging.after: must be longer than 0"
    )]
    [InlineData("{ model: m.onnx, traffic: { hedging: { budget: 0 } } }", "traffic.hedging.budget: must be over 0*")]
    [InlineData(
        "{ model: m.onnx, traffic: { stateful: true, hedging: true } }",
        "traffic.hedging: the service is stateful*"
    )]
    [InlineData(
        "{ model: m.onnx, traffic: { circuit_breaker: { failure_rate: 0 } } }",
        "traffic.circuit_breaker.failure_rate: *"
    )]
    [InlineData(
        "{ model: m.onnx, traffic: { circuit_breaker: { minimum_requests: 0 } } }",
        "traffic.circuit_breaker.minimum_requests: *"
    )]
    [InlineData("{ model: m.onnx, traffic: { sticky: true } }", "traffic.sticky: nothing says what keeps a caller*")]
    [InlineData(
        "{ model: m.onnx, traffic: { sticky: { header: A, cookie: b } } }",
        "traffic.sticky.cookie: it has a header already*"
    )]
    [InlineData(
        "{ model: m.onnx, traffic: { sticky: { header: 'A B' } } }",
        "traffic.sticky.header: 'A B' cannot be the name of a header"
    )]
    [InlineData(
        "{ model: m.onnx, traffic: { routes: [{ header: A, revision: new }] } }",
        "traffic.routes[0].revision: 'new' is no revision*"
    )]
    [InlineData(
        "{ model: m.onnx, traffic: { routes: [{ revision: stable }] } }",
        "traffic.routes[0]: it names no header"
    )]
    [InlineData("{ model: m.onnx, traffic: { routes: [{ header: A }] } }", "traffic.routes[0]: it names no revision*")]
    [InlineData(
        "{ model: m.onnx, rollout: { strategy: canry } }",
        "rollout.strategy: \"canry\" is not one of all-at-once, canary, blue-green, shadow"
    )]
    [InlineData("{ model: m.onnx, rollout: { steps: [] } }", "rollout.steps: there are 0 steps; 1 to 20 are taken")]
    [InlineData("{ model: m.onnx, rollout: { steps: [0] } }", "rollout.steps[0]: must be over 0 and under 100*")]
    [InlineData("{ model: m.onnx, rollout: { steps: [5, 100] } }", "rollout.steps[1]: must be over 0 and under 100*")]
    [InlineData("{ model: m.onnx, rollout: { minimum_requests: -1 } }", "rollout.minimum_requests: *")]
    [InlineData(
        "{ model: m.onnx, rollout: { step_time: 1h } }",
        "rollout.step_time: must be at most step_timeout, which is 30m"
    )]
    [InlineData(
        "{ model: m.onnx, rollout: { gates: { error_rate: { tolerance: -0.1 } } } }",
        "rollout.gates.error_rate.tolerance: *"
    )]
    [InlineData(
        "{ model: m.onnx, rollout: { gates: { latency: { quantiles: [] } } } }",
        "rollout.gates.latency.quantiles: *"
    )]
    [InlineData(
        "{ model: m.onnx, rollout: { gates: { latency: { tolerance: -1 } } } }",
        "rollout.gates.latency.tolerance: *"
    )]
    [InlineData(
        "{ model: m.onnx, rollout: { gates: { agreement: { at_least: 1.1 } } } }",
        "rollout.gates.agreement.at_least: *"
    )]
    [InlineData(
        "{ model: m.onnx, rollout: { gates: { agreement: { sample: 0 } } } }",
        "rollout.gates.agreement.sample: *"
    )]
    [InlineData("{ model: m.onnx, rollout: { keep_old: -1s } }", "rollout.keep_old: \"-1s\" is not a duration*")]
    [InlineData("{ model: m.onnx, health: { interval: 0 } }", "health.interval: must be longer than 0")]
    [InlineData("{ model: m.onnx, health: { failures: 0 } }", "health.failures: must be from 1 to 1000, not 0")]
    public void Read_AServiceWithAMistake_NamesTheValueAndTheRemedy(string service, string expected)
    {
        var problems = ManifestFolder.Problems($"services:\n  a: {service}\n");

        string.Join('|', problems).Should().Match($"2:* services.a.{expected}");
        if (!expected.Contains('|', StringComparison.Ordinal))
            problems.Should().ContainSingle();
    }

    [Theory]
    [InlineData("Ner")]
    [InlineData("1ner")]
    [InlineData("n_er")]
    [InlineData("ner-")]
    [InlineData("gateway")]
    [InlineData("console")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Read_AServicesNameThatIsNone_IsRefusedAtItsKey(string name) =>
        ManifestFolder
            .Problems($"services:\n  {name}:\n    model: m.onnx\n")
            .Should()
            .ContainSingle()
            .Which.Should()
            .StartWith($"2:3 services.{name}: '{name}' cannot be the name of a service");

    [Fact]
    public void Read_NamesOfModelsThatMeet_AreTold() =>
        ManifestFolder
            .Problems(
                """
                services:
                  a: { model: m.onnx, models: [x, b] }
                  b: { model: m.onnx }
                  c: { model: m.onnx, models: [x] }
                pipelines:
                  a: { nodes: { root: { steps: [{ service: x }] } } }
                  b: { nodes: { root: { steps: [{ service: x }] } } }
                """
            )
            .Should()
            .Equal(
                "3:3 services.b: requests for 'b' would have two goals: services.a.models[1] (slipway.yaml, line 2) has the name already",
                "4:32 services.c.models[0]: requests for 'x' would have two goals: services.a.models[0] (slipway.yaml, line 2) has the name already",
                "6:3 pipelines.a: 'a' is the name of a service too (slipway.yaml, line 2); requests could not tell them apart",
                "7:3 pipelines.b: 'b' is the name of a service too (slipway.yaml, line 3); requests could not tell them apart"
            );

    [Fact]
    public void Read_ServicesThatWaitForEachOther_AreToldOnceWithTheCircle() =>
        ManifestFolder
            .Problems(
                """
                services:
                  z: { model: m.onnx, starts_after: [a] }
                  a: { model: m.onnx, starts_after: [b] }
                  b: { model: m.onnx, starts_after: [c, a] }
                  c: { model: m.onnx, starts_after: [c] }
                """
            )
            .Should()
            .Equal(
                "3:23 services.a.starts_after: services wait for each other: a → b → a",
                "5:23 services.c.starts_after: services wait for each other: c → c"
            );
}
