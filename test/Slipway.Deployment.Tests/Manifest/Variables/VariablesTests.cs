using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Variables;

namespace Slipway.Deployment.Tests.Manifest.Variables;

public sealed class VariablesTests
{
    [Fact]
    public void Read_References_StandForTheirValuesInTheirKind()
    {
        var manifest = Valid(
            """
            variables:
              count: 3
              host: "0.0.0.0"
              reg: registry.example
              repo: "${reg}/team"
              on: true
            target: container
            services:
              a:
                image: ${repo}/iris:${env:TAG:-latest}
                replicas: ${count}
                description: "costs $5, $${not} a variable"
                environment: { N: "${count}", T: "${env:EMPTY:-x}", ON: "${on}" }
                resources: { memory: "${count}GB", cpu: "${env:CPU}" }
              b: { model: m.onnx, replicas: "${count}", server: { mcp: "${on}" } }
            gateway: { host: "${host}", port: "${env:PORT}" }
            """,
            ("CPU", "0.5"),
            ("PORT", "9000"),
            ("EMPTY", "")
        );

        var a = manifest.Services["a"];
        a.Image.Should().Be("registry.example/team/iris:latest");
        a.Replicas.Should().Be(3);
        a.Description.Should().Be("costs $5, ${not} a variable");
        a.Environment.Should()
            .Equal(
                new Dictionary<string, string>
                {
                    ["N"] = "3",
                    ["T"] = "x",
                    ["ON"] = "true",
                }
            );
        (a.Resources!.Memory, a.Resources.Cpu).Should().Be(("3GB", 0.5));
        manifest.Services["b"].Server!.Mcp.Should().BeTrue();
        (manifest.Gateway.Host, manifest.Gateway.Port).Should().Be(("0.0.0.0", 9000));
    }

    [Fact]
    public void Read_ValuesFromTheCommandLine_WinOverTheFiles()
    {
        var manifest = ManifestFolder.Valid(
            "variables: { n: 1, tag: }\nservices: { a: { model: m.onnx, replicas: '${n}', description: '${tag}' } }",
            new ManifestOptions
            {
                Variables = new Dictionary<string, string> { ["n"] = "7", ["tag"] = "null" },
            }
        );

        manifest.Services["a"].Replicas.Should().Be(7);
        manifest.Services["a"].Description.Should().Be("null");
    }

    [Fact]
    public void Read_VariablesThatAreNotThere_AreToldWhereTheyAreMissed() =>
        ManifestFolder
            .Problems(
                """
                variables: { a: "${b}", b: "${a}", c: , d: [1], "e f": x }
                services:
                  s:
                    model: ${modl}
                    description: ${
                    environment: { X: "${env:NOPE}", Y: "${a}", Z: "${ }" }
                    replicas: ${gateway.url}
                """,
                new ManifestOptions
                {
                    EnvironmentVariables = _ => null,
                    Variables = new Dictionary<string, string> { ["x"] = "1" },
                }
            )
            .Should()
            .Equal(
                "0:0 x: there is no such variable; there are: a, b, c",
                "1:17 variables.a: variables are made of each other: a → b → a",
                "1:39 variables.c: the variable has no value; give it one with --set c=VALUE",
                "1:41 variables.d: a variable is a single value: a text, a number, true or false",
                "1:49 variables.e f: a variable's name is a letter, then letters, digits, hyphens and underscores",
                "4:12 services.s.model: there is no variable 'modl'; there are: a, b, c",
                "5:18 services.s.description: '${' has no '}'; write '$${' for '${' itself",
                "6:23 services.s.environment.X: the environment has no variable NOPE; set it, or write ${env:NOPE:-default}",
                "6:52 services.s.environment.Z: '${ }' refers to nothing: write ${name} for a variable, ${env:NAME} or "
                    + "${env:NAME:-default} for the environment's, and '$${' for '${' itself",
                "7:15 services.s.replicas: ${gateway.url} is known when the fleet runs: it can stand in environment and "
                    + "arguments alone"
            );

    [Fact]
    public void Read_WhatIsKnownAtLaunch_StaysAndNothingElseIsTakenForIt()
    {
        var manifest = Valid(
            """
            variables: { path: "/m${env:ODD}" }
            services:
              a:
                project: app
                environment: { U: "${gateway.url}${path}", E: "$${gateway.url}", P: "${env:ODD}" }
                arguments: ["${gateway.grpc}"]
            """,
            ("ODD", "${gateway.url}")
        );

        var a = manifest.Services["a"];
        Expand(a.Environment!["U"]).Should().Be("http://h:1/m${gateway.url}");
        Expand(a.Environment["E"]).Should().Be("${gateway.url}");
        Expand(a.Environment["P"]).Should().Be("${gateway.url}");
        Expand(a.Arguments![0]).Should().Be("http://h:2");

        static string Expand(string text) => LaunchText.Expand(text, "http://h:1", "http://h:2");
    }

    [Fact]
    public void Read_VariablesThatDoubleEachOther_AreBounded()
    {
        var variables = string.Concat(Enumerable.Range(1, 30).Select(i => $"  v{i}: \"${{v{i - 1}}}${{v{i - 1}}}\"\n"));

        ManifestFolder
            .Problems($"variables:\n  v0: xxxxxxxx\n{variables}services: {{ a: {{ model: m.onnx }} }}")
            .Should()
            .ContainSingle()
            .Which.Should()
            .EndWith("the variables of the manifest expand too far");
    }

    [Fact]
    public void Read_ALongChainOfVariables_IsBounded()
    {
        var variables = string.Concat(Enumerable.Range(1, 20_000).Select(i => $"  v{i - 1}: ${{v{i}}}\n"));

        ManifestFolder
            .Problems($"variables:\n{variables}  v20000: x\nservices: {{ a: {{ model: m.onnx }} }}")
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(problem =>
                problem.EndsWith("over 32 variables are made of each other", StringComparison.Ordinal)
            );
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("${gateway.url} $${x} $ {")]
    [InlineData("a$${b$${c")]
    public void Expand_EscapedText_IsTheTextAgain(string text) =>
        LaunchText.Expand(LaunchText.Escape(text), "u", "g").Should().Be(text);

    private static FleetManifest Valid(string yaml, params (string Name, string Value)[] environment) =>
        ManifestFolder.Valid(
            yaml,
            new ManifestOptions
            {
                EnvironmentVariables = name => Array.Find(environment, pair => pair.Name == name).Value,
            }
        );
}
