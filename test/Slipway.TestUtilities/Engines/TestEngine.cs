using System.Diagnostics;
using System.Net.Sockets;
using Xunit;

namespace Slipway.TestUtilities.Engines;

/// <summary>
/// A container engine with folders of its own, which speaks the Docker Engine API on a socket in one of them. It takes what it made
/// along when it is disposed.
/// </summary>
public abstract class TestEngine : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private Process? _process;

    protected TempFolder Folder { get; } = new();

    /// <summary>The path of its socket; what <c>DOCKER_HOST</c> has behind <c>unix://</c>.</summary>
    public string Socket => Folder["engine.sock"];

    /// <summary>Starts it, unless it runs; skips the test where there is none, which in CI is a failure.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var missing = Programs.Where(program => !IsOnPath(program)).ToList();
        if (missing.Count > 0 || !Environment.IsPrivilegedProcess)
        {
            var why =
                missing.Count > 0 ? $"{string.Join(", ", missing)} is not installed" : "an engine is started as root";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", why + ".");
            Assert.Fail($"CI must have it: {why}.");
        }

        if (_process is not null)
            return;
        _process = Launch();
        await WaitAsync(cancellationToken);
    }

    /// <summary>Ends the engine in good order, as for an upgrade; containers that can live without it do.</summary>
    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        await RunAsync("kill", [$"{process.Id}"], new Dictionary<string, string>());
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await CleanAsync();
            await StopAsync();
            await CleanUpAsync();
        }

        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What it needs on the path.</summary>
    protected abstract IReadOnlyList<string> Programs { get; }

    protected abstract ProcessStartInfo Start { get; }

    /// <summary>Removes containers while it runs.</summary>
    protected abstract Task CleanAsync();

    /// <summary>Gives back what is left once it has ended.</summary>
    protected abstract Task CleanUpAsync();

    /// <summary>Runs a program to its end.</summary>
    protected static async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output + await errors);
    }

    private Process Launch()
    {
        var start = Start;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            if (_process!.HasExited)
                Assert.Fail($"{_process.StartInfo.FileName} ended with code {_process.ExitCode}.");
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
