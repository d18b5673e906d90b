using Slipway.Gateway.Hosting;
using Slipway.Gateway.Routes;

namespace Slipway.Gateway.Tests.Hosting;

public sealed class GatewayArgumentsTests
{
    [Fact]
    public void Parse_Nothing_IsRoutesOverControl()
    {
        var arguments = Parse()!;

        arguments.Routes.Source.Should().Be(RouteSource.Control);
        arguments.Remote.Should().BeNull();
        arguments.Drain.Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("--routes /r.json", RouteSource.File)]
    [InlineData("--routes /r.json --kubernetes-endpoints --namespace news", RouteSource.FileAndEndpoints)]
    [InlineData("--kubernetes --selector fleet=news --kubeconfig /k", RouteSource.Cluster)]
    public void Parse_Source_IsTheOneThatIsNamed(string line, object source) =>
        Parse(line.Split(' '))!.Routes.Source.Should().Be((RouteSource)source);

    [Fact]
    public void Parse_WhatPodsAreGiven_IsAllOfIt()
    {
        var arguments = Parse(
            "--drain-seconds",
            "5",
            "--kubernetes",
            "--control-port",
            "8082",
            "--control-token-file",
            "/token"
        )!;

        arguments.Drain.Should().Be(TimeSpan.FromSeconds(5));
        arguments.Remote.Should().Be(new RemoteControlArguments(8082, "/token"));
    }

    [Theory]
    [InlineData("--routes /r.json --kubernetes", "--kubernetes makes the routes itself")]
    [InlineData("--kubernetes-endpoints", "--kubernetes-endpoints needs --routes FILE")]
    [InlineData("--selector a=b", "--selector is for --kubernetes")]
    [InlineData("--routes /r.json --namespace news", "--namespace is for")]
    [InlineData("--control-port 8082", "--control-port needs --control-token-file FILE")]
    [InlineData("--control-token-file /t", "--control-token-file is for --control-port")]
    [InlineData("--control-port web --control-token-file /t", "--control-port 'web' is no port")]
    [InlineData("--drain-seconds 601", "--drain-seconds '601' is no number of seconds from 0 to 600")]
    [InlineData("--routes", "--routes needs a value")]
    public void Parse_Mistake_IsTold(string line, string problem)
    {
        GatewayArguments.Parse(["--control", "127.0.0.1:0", .. line.Split(' ')], _ => null, out var problems);

        problems.Should().ContainSingle().Which.Should().Contain(problem);
    }

    [Fact]
    public void Parse_Variables_SayTheSameAndTheCommandLineGoesBefore()
    {
        var variables = new Dictionary<string, string>
        {
            ["SLIPWAY_KUBERNETES"] = "true",
            ["SLIPWAY_NAMESPACE"] = "news",
            ["SLIPWAY_CONTROL_PORT"] = "9000",
            ["SLIPWAY_CONTROL_TOKEN_FILE"] = "/token",
            ["SLIPWAY_DRAIN_SECONDS"] = "7",
        };

        var arguments = GatewayArguments.Parse(
            ["--control", "127.0.0.1:0", "--drain-seconds", "3"],
            variables.GetValueOrDefault,
            out _
        )!;

        arguments.Routes.Should().Be(new RouteArguments { Source = RouteSource.Cluster, Namespace = "news" });
        arguments.Remote.Should().Be(new RemoteControlArguments(9000, "/token"));
        arguments.Drain.Should().Be(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Parse_FlagThatIsNeitherTrueNorFalse_IsTold()
    {
        GatewayArguments.Parse(
            ["--control", "127.0.0.1:0"],
            name => name == "SLIPWAY_KUBERNETES" ? "maybe" : null,
            out var problems
        );

        problems.Should().Equal("The environment variable SLIPWAY_KUBERNETES must be true or false, not 'maybe'.");
    }

    private static GatewayArguments? Parse(params string[] arguments)
    {
        var parsed = GatewayArguments.Parse(["--control", "127.0.0.1:0", .. arguments], _ => null, out var problems);
        problems.Should().BeEmpty();
        return parsed;
    }
}
