using System.Text.Json;
using CsCheck;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Tests.Manifest;

public sealed class FleetManifestReaderTests
{
    [Fact]
    public void Read_AManifest_IsBoundWithDefaultsAndAbsolutePaths()
    {
        using var folder = new ManifestFolder(
            """
            name: news
            defaults:
              environment: { A: one, B: two }
              rollout: { strategy: canary, step_time: 2m }
            services:
              ner:
                model: m.onnx
                environment: { B: 1.10, C: yes, URL: "${gateway.url}/models/x" }
                replicas: 3
              facts:
                project: app
                arguments: [--verbose, 7]
                rollout: { steps: [10, 50] }
                starts_after: [ner]
              far:
                model: oci://registry.example/team/iris:1
            containers: { base: "oci-archive:base.tar" }
            """
        );

        var manifest = folder.Read().Manifest!;

        manifest.Containers.Base.Should().Be($"oci-archive:{Path.Combine(folder.Path, "base.tar")}");

        manifest.Name.Should().Be("news");
        manifest.Variables.Should().BeEmpty();
        manifest.Defaults.Should().Be(new ServiceConfig());
        var ner = manifest.Services["ner"];
        ner.Model.Should().Be(Path.Combine(folder.Path, "m.onnx"));
        ner.Environment.Should()
            .Equal(
                new Dictionary<string, string>
                {
                    ["A"] = "one",
                    ["B"] = "1.10",
                    ["C"] = "yes",
                    ["URL"] = "${gateway.url}/models/x",
                }
            );
        ner.Replicas.Should().Be(3);
        ner.Rollout!.Strategy.Should().Be(RolloutStrategy.Canary);
        var facts = manifest.Services["facts"];
        facts.Project.Should().Be(Path.Combine(folder.Path, "app"));
        facts.Arguments.Should().Equal("--verbose", "7");
        facts.Rollout!.Steps.Should().Equal(10, 50);
        facts.Rollout.StepTime.Should().Be(TimeSpan.FromMinutes(2));
        manifest.Services["far"].Model.Should().Be("oci://registry.example/team/iris:1");
    }

    [Fact]
    public void Read_EveryKindOfMistake_IsToldAtOnceWithItsPlace() =>
        ManifestFolder
            .Problems(
                """
                nmae: news
                target: cloud
                variables: { tag: v1 }
                defaults:
                  replicas: -1
                services:
                  ner:
                    model: none.onnx
                    replica: 3
                    health: { interval: soon }
                    resources: { memory: lots }
                  ner:
                    model: m.onnx
                  facts:
                    project: app
                    image: "x:${tga}"
                    starts_after: [nerr]
                    rollout: { steps: [50, 20], gates: { latency: { quantiles: [95] } } }
                gateway:
                  port: 8081
                  grpc_port: 8081
                  tls: { certificate: f.pem }
                """
            )
            .Should()
            .Equal(
                "1:1 nmae: the key 'nmae' is not known here (did you mean 'name'?); known: name, target, containers, kubernetes, "
                    + "variables, defaults, services, pipelines, gateway",
                "2:9 target: \"cloud\" is not one of process, container, kubernetes",
                "5:13 services.ner.replicas: must be from 0 to 100, not -1",
                "8:12 services.ner.model: there is no model at none.onnx",
                "9:5 services.ner.replica: the key 'replica' is not known here (did you mean 'replicas'?); known: model, "
                    + "project, image, description, models, replicas, scaling, resources, environment, arguments, server, "
                    + "traffic, rollout, starts_after, health, kubernetes",
                "10:25 services.ner.health.interval: \"soon\" is not a duration such as 250ms, 30s, 1m30s or 2h",
                "11:26 services.ner.resources.memory: 'lots' is not a size such as 500MB, 2GB or 1.5GiB, or a number of bytes",
                "12:3 services.ner: 'ner' is here twice; it is on line 7 already",
                "16:12 services.facts.image: there is no variable 'tga' (did you mean 'tag'?); there are: tag",
                "17:20 services.facts.starts_after[0]: there is no service 'nerr' (did you mean 'ner'?)",
                "18:28 services.facts.rollout.steps[1]: steps rise: 20 comes after 50",
                "18:65 services.facts.rollout.gates.latency.quantiles[0]: must be over 0 and under 1 (0.95 for the 95th "
                    + "percentile), not 95",
                "21:14 gateway.grpc_port: REST has port 8081 already; gRPC takes another one",
                "22:3 gateway.tls: 'key' is missing: the file of the certificate's private key in PEM"
            );

    [Theory]
    [InlineData("services: 3", "1:11 services: 3 is not a mapping of keys and values")]
    [InlineData("servces: { a: { model: m.onnx } }", "1:1 servces: the key 'servces' is not known here*")]
    [InlineData("", "0:0 services: there is no service: a fleet has one at least")]
    [InlineData("services: { a: 3 }", "1:16 services.a: 3 is not a mapping of keys and values")]
    [InlineData("services:\n  a:\n", "2:3 services.a: nothing says what it is made of*")]
    [InlineData("services: { a: { modle: m.onnx } }", "1:18 services.a.modle: the key 'modle' is not known here*")]
    [InlineData("services: { a: { model: [m.onnx] } }", "1:18 services.a.model: [\"m.onnx\"] is not a text*")]
    [InlineData("services: { a: { model: [1", "2:1 : *']'*")]
    [InlineData("- a", "1:1 : the file must hold keys and values at its top level*")]
    public void Read_OneMistake_IsToldOnceWithNothingThatFollowsFromIt(string yaml, string problem) =>
        ManifestFolder.Problems(yaml).Should().ContainSingle().Which.Should().Match(problem);

    [Fact]
    public void Read_SwitchesOnAndOff_AreTheirDefaultsOrNothing()
    {
        var manifest = ManifestFolder.Valid(
            """
            services:
              a:
                model: m.onnx
                scaling: true
                traffic: { hedging: true }
                rollout: { gates: { error_rate: false, agreement: true } }
            """
        );

        var service = manifest.Services["a"];
        service.Scaling!.Max.Should().Be(4);
        service.Traffic!.Hedging.Should().NotBeNull();
        service.Rollout!.Gates.ErrorRate.Should().BeNull();
        service.Rollout.Gates.Latency.Should().NotBeNull("it is there by default");
        service.Rollout.Gates.Agreement!.AtLeast.Should().Be(0.98);

        // What is switched off stays off on its way to whoever runs the fleet.
        var json = JsonSerializer.Serialize(manifest, DeploymentJson.Default.FleetManifest);
        JsonSerializer
            .Deserialize(json, DeploymentJson.Default.FleetManifest)!
            .Services["a"]
            .Rollout!.Gates.ErrorRate.Should()
            .BeNull();
    }

    [Fact]
    public void Read_ManyProblems_ListsTheFirstAndCountsTheRest()
    {
        var services = string.Concat(
            Enumerable.Range(0, 70).Select(i => $"  s{i}: {{ model: m.onnx, replicas: -1 }}\n")
        );
        using var folder = new ManifestFolder("services:\n" + services);

        var reading = folder.Read();

        reading.Problems.Should().HaveCount(ManifestReading.MostProblems);
        reading.MoreProblems.Should().Be(20);
        reading.Problems.Select(problem => problem.Line).Should().BeInAscendingOrder().And.StartWith(2);
    }

    [Fact]
    public void Read_NoName_TakesTheFoldersAsAName() =>
        ManifestFolder.Valid("services: { a: { model: m.onnx } }").Name.Should().MatchRegex("^slipway-[a-z0-9-]+$");

    [Theory]
    [InlineData("/x/My Fleet", "my-fleet")]
    [InlineData("/x/2024_news!", "news")]
    [InlineData("/", "fleet")]
    [InlineData("/x/新闻", "fleet")]
    public void OfFolder_AnyFolder_IsAName(string folder, string name)
    {
        FleetNames.OfFolder(folder).Should().Be(name);
        FleetNames.IsName(name).Should().BeTrue();
    }

    [Fact]
    public void Read_NothingThere_SaysSo()
    {
        using var folder = new ManifestFolder();
        folder
            .Read()
            .Problems.Single()
            .ToString()
            .Should()
            .Be($"{folder.Path}: there is no slipway.yaml in this folder");
        FleetManifestReader
            .Read(Path.Combine(folder.Path, "x.yaml"), new ManifestOptions())
            .Problems.Single()
            .Message.Should()
            .Be("there is no such file or folder");
        folder.Write("slipway.yaml", "").Write("slipway.yml", "");
        folder.Read().Problems.Single().Message.Should().Contain("slipway.yaml and slipway.yml");
    }

    [Fact]
    public void Read_AFileOverAMegabyte_IsRefused()
    {
        using var folder = new ManifestFolder("#" + new string('x', 1 << 20));

        folder.Read().Problems.Single().Message.Should().Contain("at most 1048576");
    }

    [Fact]
    public void Read_WhatMachinesMayWrite_NeverThrows()
    {
        using var folder = new ManifestFolder();
        Gen.Int[0, Pieces.Length - 1]
            .Array[0, 25]
            .Sample(
                picks =>
                {
                    folder.Write("slipway.yaml", string.Concat(picks.Select(i => Pieces[i])));
                    var reading = folder.Read();
                    return (reading.Manifest is null) == (reading.Problems.Count > 0);
                },
                iter: 1_000,
                threads: 1
            );
    }

    private static readonly string[] Pieces =
    [
        "services:\n",
        "  a:\n",
        "  b: &x\n",
        "  c: *x\n",
        "    model: m.onnx\n",
        "    model: [\n",
        "    replicas: ${n}\n",
        "    scaling: false\n",
        "    starts_after: [a, b, ~]\n",
        "    environment: { x: , y: '${env:Z:-${}', 'a.b[': 3 }\n",
        "    traffic: { routes: [{ header: x }, 3], retries: }\n",
        "    rollout: { steps: [], gates: false }\n",
        "    rollout: { steps: [~, a], gates: { latency: { quantiles: } } }\n",
        "variables: { n: '${m}', m: '${n}${n}' }\n",
        "defaults:\n",
        "pipelines:\n",
        "    nodes: { root: { steps: [{ service: a, input: [1, ~] }, ~] } }\n",
        "    nodes: ~\n",
        "    input: [x]\n",
        "gateway: { tls: {}, auth: true, port: 1e9 }\n",
        "---\n",
        "name: {}\n",
    ];
}
