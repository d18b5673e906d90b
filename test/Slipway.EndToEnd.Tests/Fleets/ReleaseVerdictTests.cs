using System.Text.Json;
using Slipway.Deployment.Rollouts;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>Releases judged on real traffic: real servers, the real gateway, the policy that is simulated elsewhere.</summary>
public sealed class ReleaseVerdictTests
{
    private const string Body = """{"inputs": [{"name": "x", "datatype": "FP32", "shape": [2], "data": [1, 2]}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deploy_Revisions_AreJudgedByTheirTraffic()
    {
        Tools.Require(File.Exists("/usr/bin/python3"), "/usr/bin/python3 is not there");
        await using var fleet = new TestFleet();
        Write(fleet, "good", "return {'y': [v * 2 for v in x]}");
        // How long answers take is looked at in a service of its own: it must not decide about the others on a busy machine.
        fleet.Write(
            TestFleet.Manifest(
                """
                  echo:
                    model: good
                    rollout:
                      strategy: canary
                      steps: [40]
                      step_time: 1s
                      minimum_requests: 60
                      gates: { latency: false, agreement: { sample: 1 } }
                  timed:
                    model: good
                    rollout:
                      strategy: canary
                      steps: [60]
                      step_time: 1s
                      minimum_requests: 60
                      gates: { error_rate: false, latency: { quantiles: [0.5], at_least: 150ms } }
                """
            )
        );
        await fleet.UpAsync(Token);
        await using var load = SteadyLoad.Start(fleet.Http, "echo", Body);

        // One request in ten is answered with an error.
        Write(fleet, "failing", "self.n += 1\n        assert self.n % 10\n        return {'y': [v * 2 for v in x]}");
        (await JudgeAsync(fleet, "failing")).Should().StartWith("RolledBack, error-rate: ");
        load.Failures.Should().NotBeEmpty().And.OnlyContain(failure => failure.StartsWith("500"));

        // Status 200, and wrong.
        Write(fleet, "wrong", "return {'y': [v * 2.1 for v in x]}");
        (await JudgeAsync(fleet, "wrong")).Should().StartWith("RolledBack, agreement: ");

        // It cannot be loaded at all.
        File.WriteAllText(
            Directory.CreateDirectory(fleet["broken"]).FullName + "/model.py",
            "import nothing_of_this_name"
        );
        (await JudgeAsync(fleet, "broken")).Should().StartWith("RolledBack, ").And.Contain("nothing_of_this_name");

        // Another file, the same answers.
        Write(fleet, "better", "return {'y': [v + v for v in x]}");
        (await JudgeAsync(fleet, "better")).Should().StartWith("Promoted, ");
        await load.StopAsync();

        // Right answers that come late.
        await using var timed = SteadyLoad.Start(fleet.Http, "timed", Body);
        Write(fleet, "slow", "time.sleep(0.4)\n        return {'y': [v * 2 for v in x]}");
        (await JudgeAsync(fleet, "slow", "timed")).Should().StartWith("RolledBack, latency-p50: ");
        await timed.StopAsync();
        timed.Failures.Should().BeEmpty();

        var status = await fleet.StatusAsync("echo", Token);
        status.Revisions.Single(revision => revision.Label == "stable").Number.Should().Be(5);
        load.Answered.Should()
            .BeGreaterThan(load.Failures.Count * 10, "the bad revisions had a part of the traffic only");
        var history = await fleet.RunAsync(Token, "history", "echo");
        history
            .Output.Should()
            .MatchRegex("rolled-back .*error-rate: ")
            .And.MatchRegex("rolled-back .*agreement: ")
            .And.Contain("nothing_of_this_name")
            .And.MatchRegex("promoted .*revision 5");
    }

    private static void Write(TestFleet fleet, string name, string predict) =>
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(fleet[name]).FullName, "model.py"),
            $$"""
            import time
            from slipway import Tensor

            class Model:
                n = 0

                def predict(self, x: Tensor["float32", None]) -> {"y": Tensor["float32", None]}:
                    {{predict}}
            """
        );

    /// <summary>Deploys, and gives how it ended and why: <c>RolledBack, error-rate: …</c>.</summary>
    private static async Task<string> JudgeAsync(TestFleet fleet, string model, string service = "echo")
    {
        var deploy = await fleet.RunAsync(Token, "deploy", service, model, "--no-wait");
        deploy.ExitCode.Should().Be(0, deploy.All);
        var status = await fleet.UntilAsync(
            service,
            status => status.Rollout is { Phase: RolloutPhase.Promoted or RolloutPhase.RolledBack } && IsNewest(status),
            Token
        );
        var rollout = status.Rollout!;
        TestContext.Current.SendDiagnosticMessage(
            $"{model}: {rollout.Phase} after {rollout.Ended - rollout.Started}: {rollout.Reason} "
                + JsonSerializer.Serialize(rollout.Gates.Select(gate => gate.Text))
        );
        return $"{rollout.Phase}, {rollout.Reason}";

        static bool IsNewest(Slipway.Deployment.Fleet.ServiceStatus status) =>
            status.Rollout!.Candidate == status.Revisions.Max(revision => revision.Number);
    }
}
