using System.Diagnostics;
using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Errors;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>
/// A fleet of one test: a folder for its manifest, a state of its own, and programs of the tests' own build. Whatever it started
/// has ended when it is disposed; should the test host die, a watcher ends it.
/// </summary>
public sealed class TestFleet : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The programs of the tests' own build.</summary>
    public static readonly IReadOnlyDictionary<string, string> Programs = new Dictionary<string, string>
    {
        ["SLIPWAY_PROGRAMS"] = string.Join(
            Path.PathSeparator,
            ((string[])[Checkout.Server, Checkout.Gateway, Checkout.Supervisor]).Select(Path.GetDirectoryName)
        ),
    };

    private readonly TempFolder _folder = new();
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly Process _watcher;

    public TestFleet()
        : this(Programs) { }

    /// <param name="environment">Variables that every run of the tool gets.</param>
    public TestFleet(IReadOnlyDictionary<string, string> environment)
    {
        _environment = environment;
        Folder = _folder.Folder("fleet");
        State = _folder.Folder("state");
        _watcher = Watch(State);
    }

    /// <summary>The manifest's.</summary>
    public string Folder { get; }

    /// <summary>What <c>--state</c> is given.</summary>
    public string State { get; }

    /// <summary>The gateway's address for REST; known after <see cref="UpAsync"/>.</summary>
    public string Http { get; private set; } = "";

    /// <inheritdoc cref="Http"/>
    public string Grpc { get; private set; } = "";

    /// <summary>What the fleet's record says.</summary>
    public FleetRecord Record =>
        JsonSerializer.Deserialize(
            File.ReadAllText(Path.Combine(StateFolder, "fleet.json")),
            DeploymentJson.Default.FleetRecord
        )!;

    /// <summary>Where the one fleet of <see cref="State"/> is kept.</summary>
    public string StateFolder => Directory.GetDirectories(State).Single();

    public static async Task<TestFleet> StartAsync(string manifest, CancellationToken cancellationToken)
    {
        var fleet = new TestFleet();
        try
        {
            fleet.Write(manifest);
            await fleet.UpAsync(cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>A service of a model, with a gateway on free ports.</summary>
    /// <param name="services">What is below <c>services:</c>, indented by two.</param>
    public static string Manifest(string services) =>
        $$"""
            name: trial
            gateway: { port: 0, grpc_port: 0 }
            services:
            {{services.ReplaceLineEndings("\n")}}
            """;

    /// <summary>Writes the manifest anew.</summary>
    public void Write(string manifest) => File.WriteAllText(Path.Combine(Folder, "slipway.yaml"), manifest);

    /// <summary>The path of something in the manifest's folder.</summary>
    public string this[string relative] => Path.Combine(Folder, relative);

    /// <summary>Runs the tool in the manifest's folder, with this fleet's state.</summary>
    public ToolRun Start(params string[] arguments) =>
        ToolRun.Start([.. arguments, "--state", State], Folder, _environment);

    /// <summary>Runs it to its end.</summary>
    public async Task<ToolResult> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        await using var run = Start(arguments);
        return await run.WaitAsync(cancellationToken);
    }

    /// <summary>Starts it, or makes it what the manifest says now.</summary>
    public async Task<ToolResult> UpAsync(CancellationToken cancellationToken)
    {
        var result = await RunAsync(cancellationToken, "up", "--detach");
        result.ExitCode.Should().Be(0, result.All + SupervisorLog());
        var gateway = (await StatusAsync(cancellationToken)).Gateway;
        (Http, Grpc) = (gateway.Http!, gateway.Grpc!);
        return result;
    }

    /// <summary>Speaks to the supervisor itself; dispose it.</summary>
    public FleetClient Client() => new(Path.Combine(Record.Runtime, "fleet.sock"));

    public async Task<FleetStatus> StatusAsync(CancellationToken cancellationToken)
    {
        using var client = Client();
        return await client.GetStatusAsync(cancellationToken);
    }

    public async Task<ServiceStatus> StatusAsync(string service, CancellationToken cancellationToken) =>
        (await StatusAsync(cancellationToken)).Services.Single(each => each.Name == service);

    /// <summary>Waits until a service is as it should be.</summary>
    public async Task<ServiceStatus> UntilAsync(
        string service,
        Func<ServiceStatus, bool> isSo,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        ServiceStatus? seen = null;
        try
        {
            while (true)
            {
                try
                {
                    seen = await StatusAsync(service, limit.Token);
                    if (isSo(seen))
                        return seen;
                }
                catch (ServingException e) when (e.Reason == FleetClient.NobodyAnswers)
                {
                    // A supervisor is about to be replaced.
                }

                await Task.Delay(Pause, limit.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"It does not come about: {JsonSerializer.Serialize(seen, DeploymentJson.Default.ServiceStatus)}\n{SupervisorLog()}",
                e
            );
        }
    }

    /// <summary>The processes of its replicas, by name.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ReplicasAsync(CancellationToken cancellationToken) =>
        (await StatusAsync(cancellationToken))
            .Services.SelectMany(service => service.Revisions)
            .SelectMany(revision => revision.Replicas)
            .Where(replica => replica.ProcessId is not null)
            .ToDictionary(replica => replica.Name, replica => replica.ProcessId!.Value);

    /// <summary>Every process of this fleet: its supervisor, and what that has started.</summary>
    public IReadOnlyList<int> Processes() => FleetProcesses.Of(State);

    /// <summary>Waits until there is none any more: who was told that the fleet is down may be a moment ahead of the supervisor's end.</summary>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        while (Processes() is [var one, ..])
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Process {one} does not end. {SupervisorLog()}");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>The supervisor's process.</summary>
    public int SupervisorProcess() => FleetProcesses.SupervisorOf(State);

    public string SupervisorLog()
    {
        var file = Directory
            .GetDirectories(State)
            .Select(folder => Path.Combine(folder, "supervisor.log"))
            .FirstOrDefault();
        return file is not null && File.Exists(file) ? "\nThe supervisor's log:\n" + File.ReadAllText(file) : "";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var record in Directory.GetDirectories(State))
        {
            // What it does not end is ended the hard way.
            await using var down = ToolRun.Start(
                ["down", Path.GetFileName(Folder), "--state", State],
                _folder.Path,
                _environment
            );
            await down.WaitAsync(CancellationToken.None);
        }

        FleetProcesses.Kill(State);
        await _watcher.StandardInput.WriteLineAsync("done");
        _watcher.StandardInput.Close();
        await _watcher.WaitForExitAsync();
        _watcher.Dispose();
        _folder.Dispose();
    }

    // Reads a line that comes at the end; where none comes, its writer has died.
    private Process Watch(string state)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        string[] arguments =
        [
            "-c",
            """read -r line || for fleet in "$3"/*/; do dotnet "$1" down "$2" --state "$3"; done""",
            "sh",
            Checkout.Cli,
            Path.Combine(Path.GetDirectoryName(state)!, "fleet"),
            state,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
