using Slipway.Deployment.Manifest;
using Slipway.Gateway.Hosting;

namespace Slipway.Gateway.Tests.Hosting;

public sealed class GatewayEnvironmentTests
{
    [Fact]
    public void Read_Nothing_IsTheDefault() => Read([]).Should().Be(new GatewayConfig());

    [Fact]
    public void Read_Variables_SayWhereItListens() =>
        Read(
                new()
                {
                    ["SLIPWAY_HOST"] = "*",
                    ["SLIPWAY_HTTP_PORT"] = "9000",
                    ["SLIPWAY_GRPC_PORT"] = "0",
                }
            )
            .Should()
            .Be(
                new GatewayConfig
                {
                    Host = "*",
                    Port = 9000,
                    GrpcPort = 0,
                }
            );

    [Theory]
    [InlineData("SLIPWAY_HTTP_PORT", "web")]
    [InlineData("SLIPWAY_GRPC_PORT", "65536")]
    public void Read_NoPort_SaysWhichVariable(string name, string value)
    {
        var environment = new GatewayEnvironment(asked => asked == name ? value : null);

        environment.Read(out var problem).Should().BeNull();

        problem.Should().Be($"the environment variable {name} must be a port from 0 to 65535, not '{value}'.");
    }

    [Fact]
    public void Parse_NoConfig_IsTheEnvironmentsCase()
    {
        var arguments = GatewayArguments.Parse(["--control", "127.0.0.1:8082"], _ => null, out var problems);

        problems.Should().BeEmpty();
        arguments!.Config.Should().BeNull();
    }

    private static GatewayConfig? Read(Dictionary<string, string> variables) =>
        new GatewayEnvironment(variables.GetValueOrDefault).Read(out _);
}
