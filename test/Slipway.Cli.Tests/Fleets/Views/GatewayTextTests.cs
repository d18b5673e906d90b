using System.Text.Json.Nodes;
using Slipway.Cli.Fleets.Views;
using Slipway.Cli.Tests.Fakes;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Tests.Fleets.Views;

public sealed class GatewayTextTests
{
    [Fact]
    public void Example_OfAPipeline_CanBePastedIntoAShell()
    {
        var fleet = FleetStatuses.Fleet(FleetStatuses.Service()) with
        {
            Pipelines =
            [
                new PipelineStatus
                {
                    Name = "extract",
                    Pipeline = new PipelineConfig { Example = JsonNode.Parse("""{"text": "Tim's café"}""") },
                },
            ],
        };

        GatewayText
            .Example(fleet)
            .Should()
            .Be(
                """curl -s http://127.0.0.1:8080/models/extract -H 'Content-Type: application/json' -d '{"text":"Tim'\''s café"}'"""
            );
    }

    [Fact]
    public void Example_WithoutPipelines_AsksForAModel() =>
        GatewayText
            .Example(FleetStatuses.Fleet(FleetStatuses.Service()))
            .Should()
            .Be("curl -s http://127.0.0.1:8080/v2/models/iris");

    [Fact]
    public void Line_OfAGatewayThatIsNotReady_SaysWhy()
    {
        var gateway = new GatewayStatus
        {
            State = ReplicaState.CrashLoop,
            Http = "http://127.0.0.1:8080",
            Grpc = "http://127.0.0.1:8081",
            Why = "exit code 1: the port is in use",
        };

        GatewayText
            .Line(gateway)
            .Should()
            .Be(
                "Gateway: http://127.0.0.1:8080 (REST), http://127.0.0.1:8081 (gRPC), crash-loop: exit code 1: the port is in use"
            );
    }

    [Theory]
    [InlineData(true, null, "; another one, with other settings, is about to take over")]
    [InlineData(false, "no key", ", with the settings of before, since none starts with the new ones: no key")]
    [InlineData(false, null, "")]
    public void Line_OfAGatewayWhoseSettingsChange_SaysHowThatGoes(bool isChanging, string? refused, string end)
    {
        var gateway = new GatewayStatus
        {
            State = ReplicaState.Ready,
            Http = "http://127.0.0.1:8080",
            Grpc = "http://127.0.0.1:8081",
            IsChanging = isChanging,
            Refused = refused,
        };

        GatewayText
            .Line(gateway)
            .Should()
            .Be("Gateway: http://127.0.0.1:8080 (REST), http://127.0.0.1:8081 (gRPC)" + end);
    }
}
