using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.EndToEnd.Tests.Fleets;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Kubernetes.Resources;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Kubernetes;

/// <summary>The operator, the gateway and model servers together, under load: none of the requests is lost.</summary>
public sealed class OperatedFleetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static RolloutConfig Canary =>
        new()
        {
            Strategy = RolloutStrategy.Canary,
            Steps = [50],
            StepTime = TimeSpan.FromSeconds(1),
            MinimumRequests = 40,
            Gates = new GatesConfig { Latency = null },
        };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fleet_UnderLoad_IsReleasedRolledBackAndLosesAPodWithoutLosingARequest()
    {
        await using var cluster = await ProcessCluster.StartAsync(Models());
        await cluster.CreateAsync(
            "iris",
            new ModelServiceSpec
            {
                Image = "iris:1",
                Replicas = 2,
                Rollout = Canary,
            }
        );
        await cluster.UntilAsync("iris", status => status is { Stable: 1, ReadyReplicas: 2 });
        await using var load = SteadyLoad.Start(cluster.Http, "iris", SteadyLoad.Iris);
        await load.WaitForAsync(20, Token);

        await cluster.SetImageAsync("iris", "iris:2");
        await cluster.UntilAsync("iris", status => status.Revisions.Any(each => each is { Number: 2, Weight: 0.5 }));
        await cluster.UntilAsync(
            "iris",
            status => status is { Stable: 2, Release.Phase: RolloutPhase.Promoted, ReadyReplicas: 2 }
        );
        await cluster.UntilPodsAsync("iris", 2);
        await load.WaitForAsync(50, Token);

        await cluster.Node.KillOneAsync("iris");
        await load.WaitForAsync(100, Token);

        await cluster.SetImageAsync("iris", "iris:wrong");
        var wrong = await cluster.UntilAsync(
            "iris",
            status => status.Release is { Candidate: 3, Phase: RolloutPhase.RolledBack }
        );
        wrong.Release!.Reason.Should().Contain("golden: 'one'");
        wrong.Stable.Should().Be(2);
        await load.WaitForAsync(50, Token);
        await load.StopAsync();

        load.Failures.Should().BeEmpty();
        await cluster.DeleteAsync("iris");
        await cluster.UntilGoneAsync("iris");
    }

    [Fact]
    public async Task Service_ThatSleeps_IsWokenByARequestThatWaits()
    {
        await using var cluster = await ProcessCluster.StartAsync(Models());
        await cluster.CreateAsync(
            "iris",
            new ModelServiceSpec
            {
                Image = "iris:1",
                Scaling = new ScalingConfig { Min = 0, Idle = TimeSpan.FromSeconds(1) },
            }
        );
        await cluster.UntilAsync("iris", status => status is { Stable: 1, Desired: 0 });
        await cluster.UntilPodsAsync("iris", 0);

        using var client = new HttpClient();
        using var answer = await client.PostAsync(
            new Uri($"{cluster.Http}/v2/models/iris/infer"),
            new StringContent(SteadyLoad.Iris),
            Token
        );

        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("species");
        await cluster.UntilPodsAsync("iris", 0);
    }

    private Dictionary<string, string> Models()
    {
        _folder.Write("wrong/requests/one.json", SteadyLoad.Iris);
        _folder.Write(
            "wrong/requests/one.expected.json",
            """{"outputs": [{"name": "species", "data": ["tulip"]}, {}]}"""
        );
        foreach (var file in (string[])["model.onnx", "model.yaml"])
        {
            File.Copy(Path.Combine(Checkout.Sample("iris"), file), _folder[$"wrong/{file}"]);
        }

        return new Dictionary<string, string>
        {
            ["iris:1"] = Checkout.Sample("iris"),
            ["iris:2"] = Checkout.Sample("iris"),
            ["iris:wrong"] = _folder["wrong"],
        };
    }
}
