using System.Net;
using Slipway.Deployment.Fleet;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>What packages say of themselves, asked before there is any traffic.</summary>
public sealed class GoldenRequestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Up_FirstRevisionThatAnswersWrongly_GetsNoTrafficUntilItIsPromoted()
    {
        await using var fleet = new TestFleet();
        var model = FleetFixture.Variant(fleet, "wrong");
        var requests = Directory.CreateDirectory(Path.Combine(model, "requests")).FullName;
        await File.WriteAllTextAsync(Path.Combine(requests, "one.json"), SteadyLoad.Iris, Token);
        await File.WriteAllTextAsync(
            Path.Combine(requests, "one.expected.json"),
            """{"outputs": [{"name": "species", "data": ["tulip"]}, {"name": "probabilities"}]}""",
            Token
        );
        fleet.Write(TestFleet.Manifest("  iris: { model: wrong }"));

        var up = await fleet.RunAsync(Token, "up", "--detach");

        up.ExitCode.Should().Be(8, up.All);
        up.Errors.Should()
            .Contain("iris failed: revision 1 gets no traffic: golden: 'one': ")
            .And.Contain("tulip")
            .And.Contain("slipway: iris got no traffic, as is told above; the fleet is left running.");
        var refused = await fleet.StatusAsync("iris", Token);
        refused.State.Should().Be(ServiceState.Failed);
        refused.Revisions.Should().ContainSingle().Which.Weight.Should().Be(0);
        using var http = new HttpClient();
        (await AskAsync()).Should().Be(HttpStatusCode.ServiceUnavailable);

        var promote = await fleet.RunAsync(Token, "promote", "iris");

        promote.ExitCode.Should().Be(0, promote.All);
        await fleet.UntilAsync("iris", service => service.State == ServiceState.Ready, Token);
        await fleet.UpAsync(Token);
        (await AskAsync()).Should().Be(HttpStatusCode.OK);

        async Task<HttpStatusCode> AskAsync()
        {
            var gateway = (await fleet.StatusAsync(Token)).Gateway.Http;
            using var answer = await http.PostAsync(
                $"{gateway}/v2/models/iris/infer",
                new StringContent(SteadyLoad.Iris),
                Token
            );
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Up_FirstRevisionThatAnswersAsItsPackageSays_TellsSoInItsHistory()
    {
        await using var fleet = await TestFleet.StartAsync(
            TestFleet.Manifest($"  iris: {{ model: '{Checkout.Sample("iris")}' }}"),
            Token
        );

        (await fleet.StatusAsync("iris", Token))
            .Rollout!.Gates.Should()
            .ContainSingle()
            .Which.Text.Should()
            .Be("2 golden requests answered as the package says");
        (await fleet.RunAsync(Token, "history", "iris"))
            .Output.Should()
            .MatchRegex("promoted +revision 1: the service's first, and ready");
    }

    [Fact]
    public async Task Deploy_ModelInARegistry_IsAskedWhatItsPackageBringsAlong()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await using var fleet = new TestFleet();
        fleet.Write(
            TestFleet.Manifest(
                $$"""
                  iris:
                    model: '{{Checkout.Sample("iris")}}'
                    environment: { XDG_CACHE_HOME: '{{Path.Combine(fleet.Folder, "cache")}}' }
                    rollout: { step_time: 500ms, gates: { error_rate: false, latency: false } }
                """
            )
        );
        (await fleet.RunAsync(Token, "up", "--detach")).ExitCode.Should().Be(0);
        var wrong = FleetFixture.Variant(fleet, "wrong");
        var requests = Directory.CreateDirectory(Path.Combine(wrong, "requests")).FullName;
        await File.WriteAllTextAsync(Path.Combine(requests, "one.json"), SteadyLoad.Iris, Token);
        await File.WriteAllTextAsync(
            Path.Combine(requests, "one.expected.json"),
            """{"outputs": [{"name": "species", "data": ["tulip"]}, {"name": "probabilities"}]}""",
            Token
        );
        await PushAsync(fleet, wrong, $"{registry.Host}/iris:wrong");
        await PushAsync(fleet, Checkout.Sample("iris"), $"{registry.Host}/iris:good");

        var bad = await fleet.RunAsync(Token, "deploy", "iris", $"oci://{registry.Host}/iris:wrong");
        bad.ExitCode.Should().Be(8, bad.All);
        bad.All.Should().Contain("golden: 'one'").And.Contain("tulip");

        var good = await fleet.RunAsync(Token, "deploy", "iris", $"oci://{registry.Host}/iris:good");
        good.ExitCode.Should().Be(0, good.All);
        (await fleet.StatusAsync("iris", Token))
            .Rollout!.Gates.Should()
            .Contain(gate => gate.Text == "2 golden requests answered as the package says");
    }

    private static async Task PushAsync(TestFleet fleet, string model, string reference)
    {
        var (code, output, error) = await Tools.RunAsync(
            "env",
            [$"XDG_CACHE_HOME={fleet.Folder}/tool", "dotnet", Checkout.Cli, "push", model, reference],
            TimeSpan.FromMinutes(2),
            Token
        );
        code.Should().Be(0, output + error);
    }
}
