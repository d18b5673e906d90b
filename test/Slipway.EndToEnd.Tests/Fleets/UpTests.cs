using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Slipway.Client;
using Slipway.Deployment.Fleet;
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
        await fleet.EndedAsync(Token);
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

    [Fact]
    public async Task Infer_ThroughTheGateway_AnswersOverGrpcToo()
    {
        await using var fleet = await TestFleet.StartAsync(TestFleet.Manifest(Iris), Token);
        await using var client = InferenceClient.Create(
            fleet.Grpc.Replace("http://", "grpc://", StringComparison.Ordinal)
        );

        (await client.GetModelMetadataAsync("iris", cancellationToken: Token)).Name.Should().Be("iris");
        using var measurements = new[,]
        {
            { 5.4f, 3.9f, 1.7f, 0.4f },
        }.ToTensor();
        using var answer = await client.InferAsync("iris", [("measurements", measurements)], Token);
        answer.Output("species").ToStrings().Should().Equal("setosa");
    }

    [Fact]
    public async Task Up_ManifestWithMistakes_TellsAllOfThemAndStartsNothing()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var fleet = new TestFleet();
        fleet.Write(
            $$"""
            name: trial
            colour: red
            gateway: { port: {{((IPEndPoint)taken.LocalEndpoint).Port}}, grpc_port: 0 }
            services:
              iris: { model: missing.onnx }
              rose: { model: '{{Checkout.Sample("iris")}}', rollout: { strategy: canary, steps: [50, 20] } }
            pipelines:
              all:
                nodes:
                  root: { type: sequence, steps: [{ node: again }] }
                  again: { type: sequence, steps: [{ node: root }] }
            """
        );

        var up = await fleet.RunAsync(Token, "up", "--detach");

        up.ExitCode.Should().Be(2, up.All);
        up.Errors.Should()
            .MatchRegex("slipway.yaml:2:1: colour: ")
            .And.MatchRegex("slipway.yaml:3:.*: gateway.port: port .* is in use")
            .And.MatchRegex("slipway.yaml:5:.*: services.iris.model: there is no model at ")
            .And.MatchRegex("slipway.yaml:6:.*: services.rose.rollout.steps")
            .And.MatchRegex("slipway.yaml:.*: pipelines.all.*root → again → root")
            .And.Contain("slipway: slipway.yaml has 5 problems, listed above; nothing was started or changed.");
        fleet.Processes().Should().BeEmpty();
        Directory.GetFileSystemEntries(fleet.State).Should().BeEmpty();
    }

    [Fact]
    public async Task Up_ModelThatCannotBeLoaded_SaysWhichAndWhyAndLeavesTheRestRunning()
    {
        await using var fleet = new TestFleet();
        await File.WriteAllTextAsync(fleet["broken.onnx"], "This is no model.", Token);
        fleet.Write(TestFleet.Manifest($"{Iris}\n  broken: {{ model: broken.onnx }}"));

        var up = await fleet.RunAsync(Token, "up", "--detach");

        up.ExitCode.Should().Be(7, up.All);
        up.Errors.Should()
            .Contain("broken failed: broken-1-1: ")
            .And.Contain("  broken-1-1 | ")
            .And.Contain("slipway: broken did not become ready; the fleet is left running.");
        (await fleet.UntilAsync("iris", service => service.Ready == 1, Token)).State.Should().Be(ServiceState.Ready);

        // Corrected, it gets well.
        File.Copy(Path.Combine(Checkout.Sample("iris"), "model.onnx"), fleet["broken.onnx"], overwrite: true);
        await fleet.UpAsync(Token);
    }

    [Fact]
    public async Task Up_InTheForeground_IsTakenDownByCtrlC()
    {
        await using var fleet = new TestFleet();
        fleet.Write(TestFleet.Manifest(Iris));
        await using var up = fleet.Start("up");
        await up.WaitForAsync("trial is ready.", Token);

        up.Signal(ToolRun.Sigint);

        var end = await up.WaitAsync(Token);
        end.ExitCode.Should().Be(0, end.All);
        end.Output.Should()
            .StartWith("Ctrl+C takes the fleet down.")
            .And.EndWith($"trial is down.{Environment.NewLine}");
        await fleet.EndedAsync(Token);
    }

    [Fact]
    public async Task Up_InTheForeground_LeavesAtOnceWithASecondCtrlC()
    {
        await using var fleet = new TestFleet();
        fleet.Write(
            TestFleet.Manifest(Iris.Replace("}", ", server: { drain_seconds: 5 } }", StringComparison.Ordinal))
        );
        await using var up = fleet.Start("up");
        await up.WaitForAsync("trial is ready.", Token);
        var (replica, process) = (await fleet.ReplicasAsync(Token)).Single();

        up.Signal(ToolRun.Sigint);
        await up.WaitForAsync("It is taken down; Ctrl+C once more leaves at once.", Token);
        up.Signal(ToolRun.Sigint);

        var end = await up.WaitAsync(Token);
        end.ExitCode.Should().Be(130, end.All);
        end.Output.Should().Contain($"Still ending: {replica} (process {process}). The supervisor goes on;");
        fleet.Processes().Should().Contain(process);
    }

    [Fact]
    public async Task Up_WhileTheFleetEnds_WaitsForThatAndStartsItAgain()
    {
        await using var fleet = await TestFleet.StartAsync(
            TestFleet.Manifest(Iris.Replace("}", ", health: { stop_timeout: 2m } }", StringComparison.Ordinal)),
            Token
        );
        var before = (await fleet.ReplicasAsync(Token)).Single().Value;
        // Stopped, it ends when it is told to go on, and no earlier.
        ToolRun.Signal(before, ToolRun.Sigstop);
        using (var client = fleet.Client())
        {
            await client.DownAsync(Token);
        }

        await using var up = fleet.Start("up", "--detach");
        await up.WaitForAsync("trial is ending; it is started again when it has ended.", Token);
        ToolRun.Signal(before, ToolRun.Sigcont);

        var end = await up.WaitAsync(Token);
        end.ExitCode.Should().Be(0, end.All);
        end.Output.Should().StartWith("trial is ready.");
        (await fleet.ReplicasAsync(Token)).Single().Value.Should().NotBe(before);
    }

    [Fact]
    public async Task Up_OfAFleetThatRuns_ShowsWhatChangesAndLeavesItRunning()
    {
        await using var fleet = await TestFleet.StartAsync(TestFleet.Manifest(Iris), Token);
        var before = await fleet.ReplicasAsync(Token);
        fleet.Write(TestFleet.Manifest(Iris.Replace("}", ", replicas: 2 }", StringComparison.Ordinal)));
        await using var up = fleet.Start("up");
        await up.WaitForAsync("trial is ready.", Token);

        up.Signal(ToolRun.Sigint);

        var end = await up.WaitAsync(Token);
        end.ExitCode.Should().Be(0, end.All);
        end.Errors.Should().Contain("trial runs already; it is changed:").And.Contain("replicas: 1 → 2");
        end.Output.Should().Contain("trial runs on; 'slipway down' ends it.");
        await fleet.UntilAsync("iris", service => service.Ready == 2, Token);
        (await fleet.ReplicasAsync(Token)).Should().Contain(before).And.HaveCount(2);
    }

    [Fact]
    public async Task Up_AfterTheServerHasMoved_StartsItWhereItIs()
    {
        await using var fleet = await TestFleet.StartAsync(TestFleet.Manifest(Iris), Token);
        await fleet.RunAsync(Token, "down");
        var elsewhere = fleet["elsewhere"];
        Directory.CreateSymbolicLink(elsewhere, Path.GetDirectoryName(Checkout.Server)!);

        await using var up = ToolRun.Start(
            ["up", "--detach", "--state", fleet.State],
            fleet.Folder,
            new Dictionary<string, string>
            {
                ["SLIPWAY_PROGRAMS"] = $"{elsewhere}:{TestFleet.Programs["SLIPWAY_PROGRAMS"]}",
            }
        );
        (await up.WaitAsync(Token)).ExitCode.Should().Be(0);

        var (_, replica) = (await fleet.ReplicasAsync(Token)).Single();
        (await File.ReadAllTextAsync($"/proc/{replica}/cmdline", Token)).Should().Contain(elsewhere);
    }

    [Fact]
    public async Task Up_InTheForegroundWhileAnotherTakesItDown_Ends()
    {
        await using var fleet = new TestFleet();
        fleet.Write(TestFleet.Manifest(Iris));
        await using var up = fleet.Start("up");
        await up.WaitForAsync("trial is ready.", Token);

        (await fleet.RunAsync(Token, "down")).ExitCode.Should().Be(0);

        var end = await up.WaitAsync(Token);
        end.ExitCode.Should().Be(0, end.All);
        end.Output.Should().EndWith($"trial has ended.{Environment.NewLine}");
    }

    [Fact]
    public async Task Up_TwiceAtTheSameTime_IsOneFleet()
    {
        await using var fleet = new TestFleet();
        fleet.Write(TestFleet.Manifest(Iris));
        await using var one = fleet.Start("up", "--detach");
        await using var other = fleet.Start("up", "--detach");

        foreach (var up in (ToolRun[])[one, other])
        {
            var result = await up.WaitAsync(Token);
            result.ExitCode.Should().Be(0, result.All + fleet.SupervisorLog());
        }

        fleet.Processes().Should().HaveCount(3);
        (await fleet.StatusAsync("iris", Token)).Revisions.Should().ContainSingle();
    }

    [Fact]
    public async Task Up_WithAnotherModel_ReleasesItWithoutAFailedRequest()
    {
        await using var fleet = new TestFleet();
        File.Copy(Path.Combine(Checkout.Sample("iris"), "model.onnx"), fleet["iris.onnx"]);
        var manifest = TestFleet.Manifest($"  iris: {{ model: iris.onnx, {FleetFixture.Rollout} }}");
        fleet.Write(manifest);
        await fleet.UpAsync(Token);
        await using var load = SteadyLoad.Start(fleet.Http, "iris", SteadyLoad.Iris);
        File.Copy(fleet["iris.onnx"], fleet["iris-2.onnx"]);
        await using (var appended = File.OpenWrite(fleet["iris-2.onnx"]))
        {
            // An unknown field of the file's own format (protobuf: number 1000, a varint), which changes its digest alone.
            appended.Seek(0, SeekOrigin.End);
            appended.Write([0xC0, 0x3E, 0x01]);
        }

        fleet.Write(manifest.Replace("iris.onnx", "iris-2.onnx", StringComparison.Ordinal));
        await fleet.UpAsync(Token);

        await fleet.UntilAsync("iris", service => service.Revisions.Single(each => each.Weight > 0).Number == 2, Token);
        await load.WaitForAsync(50, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
    }
}
