using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>A fleet from its start to its end.</summary>
public sealed class UpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Iris => $"  iris: {{ model: '{Checkout.Sample("iris")}' }}";

    [Fact]
    public async Task Up_Detached_ServesUntilDownAndLeavesNoProcess()
    {
        await using var fleet = new TestFleet();
        fleet.Write(TestFleet.Manifest(Iris));

        var up = await fleet.UpAsync(Token);

        up.Output.Should().StartWith("trial is ready.").And.Contain($"Try: curl -s {fleet.Http}/v2/models/iris");
        using var http = new HttpClient();
        using var answer = await http.PostAsync(
            $"{fleet.Http}/v2/models/iris/infer",
            new StringContent(SteadyLoad.Iris),
            Token
        );
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("setosa");

        var status = await fleet.RunAsync(Token, "status");
        status.ExitCode.Should().Be(0, status.All);
        status
            .Output.Should()
            .MatchRegex("iris .* 1 .* 1/1 .* 100 .* ready")
            .And.Contain($"Gateway: {fleet.Http} (REST)");
        // Supervisor, gateway, replica.
        fleet.Processes().Should().HaveCount(3);

        var down = await fleet.RunAsync(Token, "down");

        down.ExitCode.Should().Be(0, down.All);
        down.Output.Should().Be($"trial is down.{Environment.NewLine}");
        fleet.Processes().Should().BeEmpty();
        (await fleet.RunAsync(Token, "status")).ExitCode.Should().Be(4);
    }

    [Fact]
    public async Task Status_AsJson_IsTheContract()
    {
        await using var fleet = await TestFleet.StartAsync(TestFleet.Manifest(Iris), Token);

        var status = await fleet.RunAsync(Token, "status", "--format", "json");

        var service = JsonNode.Parse(status.Output)!["services"]![0]!;
        service["state"]!.GetValue<string>().Should().Be("ready");
        service["revisions"]![0]!["replicas"]![0]!["process_id"]!
            .GetValue<int>()
            .Should()
            .Be((await fleet.ReplicasAsync(Token))["iris-1-1"]);
    }
}
