using System.Text.Json;
using Slipway.Cli.Fleets.Plans;
using Slipway.Cli.Tests.Fakes;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Planning;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Fleets.Plans;

public sealed class PlanCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeSource _fleets = new();

    [Fact]
    public async Task Plan_NothingRuns_AddsEverything()
    {
        Write("name: f\nservices: { a: { model: m.onnx, replicas: 3 } }");

        var result = await RunAsync();

        (result.Code, result.Error).Should().Be((ExitCodes.Ok, ""));
        result
            .Output.Split(Environment.NewLine)
            .Should()
            .Equal(
                $"+ service a  3 replicas of the model {_folder["m.onnx"]}",
                "+ gateway    at 127.0.0.1, REST on 8080, gRPC on 8081",
                "2 to add, 0 to change, 0 to remove; 0 stay as they are.",
                ""
            );
        _fleets.Asked.Should().Be((_folder.Path, "f", null));
    }

    [Fact]
    public async Task Plan_AFleetThatRuns_IsComparedWithWhatItWasTold()
    {
        Write("name: f\nservices: { a: { model: m.onnx }, b: { model: m.onnx } }");
        await StartAsync();
        Write(
            """
            name: f
            services:
              a: { model: m.onnx, replicas: 2, environment: { K: secret }, rollout: { strategy: canary, steps: [10] } }
              c: { model: m.onnx }
            """
        );

        var result = await RunAsync();

        result
            .Output.Split(Environment.NewLine)
            .Should()
            .Equal(
                "~ service a  a new revision takes over, canary: 10 %, then all traffic",
                "    replicas: 1 → 2 (in place)",
                "    environment.K changes",
                "    rollout.strategy: all-at-once → canary (in place)",
                "    rollout.steps: [5, 25, 50] → [10] (in place)",
                $"+ service c  1 replica of the model {_folder["m.onnx"]}",
                "- service b  its replicas finish their requests and end",
                "1 to add, 1 to change, 1 to remove; 1 stay as they are.",
                ""
            );
    }

    [Fact]
    public async Task Plan_AModelThatWasWrittenOver_IsANewRevision()
    {
        Write("name: f\nservices: { a: { model: m.onnx } }");
        await StartAsync();

        (await RunAsync()).Output.Should().Be($"Nothing changes.{Environment.NewLine}");

        _folder.Write("m.onnx", "trained anew");
        var result = await RunAsync("--format", "json", "--state", "elsewhere");

        using var plan = JsonDocument.Parse(result.Output);
        var change = plan.RootElement.GetProperty("changes")[0];
        change.GetProperty("kind").GetString().Should().Be("change");
        change.GetProperty("new_revision").GetBoolean().Should().BeTrue();
        change.GetProperty("details")[0].GetProperty("field").GetString().Should().Be("content");
        _fleets.Asked.State.Should().Be("elsewhere");
    }

    [Fact]
    public async Task Plan_AManifestWithMistakes_TellsThemOnStandardError()
    {
        Write("services: { a: { model: none } }");

        var result = await RunAsync();

        (result.Code, result.Output).Should().Be((ExitCodes.Usage, ""));
        result.Error.Should().Contain("slipway.yaml:1:25: services.a.model: ").And.Contain("slipway: 1 problem in ");
        _fleets.Asked.Should().Be(default);
    }

    [Fact]
    public async Task Find_NobodyOnTheSocket_IsNoFleet() =>
        (await new LocalFleets().FindAsync(_folder.Path, "f", _folder.Path, TestContext.Current.CancellationToken))
            .Should()
            .BeNull();

    public void Dispose() => _folder.Dispose();

    private void Write(string yaml)
    {
        if (!File.Exists(_folder["m.onnx"]))
            _folder.Write("m.onnx", "model");
        _folder.Write("slipway.yaml", yaml);
    }

    private async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var host = new CliHost(fleets: _fleets);
        return await host.RunAsync(["plan", _folder.Path, .. arguments]);
    }

    // As the manifest is now.
    private async Task StartAsync()
    {
        var manifest = FleetManifestReader.Read(_folder.Path, new ManifestOptions()).Manifest!;
        var digest = await ContentDigest.OfAsync(_folder["m.onnx"], TestContext.Current.CancellationToken);
        _fleets.Running = new RunningFleet(
            new FleetSpec
            {
                Name = manifest.Name!,
                Directory = _folder.Path,
                Manifest = manifest,
                Launches = new Dictionary<string, ServiceLaunch>(),
                Gateway = new ProgramSpec { File = "gateway", Arguments = [] },
            },
            manifest.Services.Keys.ToDictionary(name => name, _ => digest, StringComparer.Ordinal)
        );
    }

    private sealed class FakeSource : IFleetSource
    {
        public RunningFleet? Running { get; set; }

        public (string Directory, string Name, string? State) Asked { get; private set; }

        public Task<RunningFleet?> FindAsync(
            string directory,
            string name,
            string? state,
            CancellationToken cancellationToken
        )
        {
            Asked = (directory, name, state);
            return Task.FromResult(Running);
        }
    }
}
