using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Hosting;

/// <summary>
/// The real server as a process of its own, on free loopback ports; ended by its id when disposed.
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    // It may have to be built first, or to import a hundred models.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private static readonly string[] AnyPorts = ["--http-port", "0", "--grpc-port", "0"];

    private readonly Process _process;
    private readonly TempFolder _folder;
    private readonly StringBuilder _output;
    private int _disposed;

    private ServerProcess(Process process, TempFolder folder, StringBuilder output)
    {
        _process = process;
        _folder = folder;
        _output = output;
    }

    /// <summary>Empty where the server was started without waiting for readiness and is not ready yet.</summary>
    public string HttpUrl { get; private set; } = "";

    public string GrpcUrl { get; private set; } = "";

    /// <summary>What it printed so far, both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public bool HasExited => _process.HasExited;

    public int ProcessId => _process.Id;

    /// <summary>Starts the server on a model and waits until it is ready.</summary>
    public static Task<ServerProcess> StartAsync(string path, params string[] arguments) =>
        StartAsync([path], arguments);

    /// <inheritdoc cref="StartAsync(string, string[])"/>
    public static Task<ServerProcess> StartAsync(IReadOnlyList<string> paths, params string[] arguments) =>
        StartAsync(paths, new Dictionary<string, string>(), arguments);

    /// <inheritdoc cref="StartAsync(string, string[])"/>
    public static Task<ServerProcess> StartAsync(
        IReadOnlyList<string> paths,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    ) => ReadyAsync(Launch(paths, [.. AnyPorts, .. arguments], environment: environment));

    /// <summary>
    /// As <see cref="StartAsync(string, string[])"/>, through a command in front of the server's own that must keep the
    /// process id.
    /// </summary>
    public static Task<ServerProcess> StartUnderAsync(IReadOnlyList<string> prefix, IReadOnlyList<string> paths) =>
        ReadyAsync(Launch(paths, AnyPorts, prefix: prefix));

    /// <summary>As <see cref="StartAsync(string, string[])"/>, the server that has libtorch.</summary>
    public static Task<ServerProcess> StartTorchAsync(IReadOnlyList<string> paths, params string[] arguments) =>
        ReadyAsync(
            Launch(
                ["dotnet", Checkout.TorchServer, "serve", .. paths, .. AnyPorts, .. arguments, .. EndingWithUs],
                "",
                null
            )
        );

    /// <summary>Starts another program that serves models, and waits until it is ready.</summary>
    public static Task<ServerProcess> StartProgramAsync(string library, params string[] arguments) =>
        ReadyAsync(Launch(["dotnet", library, .. AnyPorts, .. arguments, .. EndingWithUs], "", null));

    /// <summary>Runs <c>slipway serve</c>, without waiting for anything; the tool has the process id.</summary>
    public static ServerProcess LaunchTool(params string[] arguments) =>
        Launch(["dotnet", Checkout.Cli, "serve", .. arguments, .. AnyPorts], "", null);

    /// <summary>Waits until it is ready, which it may have to be built for first.</summary>
    public Task WaitUntilReadyAsync() => ReadyAsync(this);

    /// <summary>Starts the server on ports of the caller's choice, without waiting for anything.</summary>
    public static ServerProcess Launch(
        IReadOnlyList<string> paths,
        IReadOnlyList<string> arguments,
        string workingDirectory = "",
        IReadOnlyDictionary<string, string>? environment = null,
        IReadOnlyList<string>? prefix = null
    )
    {
        var dll = Checkout.Server.EndsWith(".dll", StringComparison.Ordinal);
        string[] command = [.. prefix ?? [], .. dll ? ["dotnet"] : Array.Empty<string>(), Checkout.Server];
        return Launch([.. command, "serve", .. paths, .. arguments, .. EndingWithUs], workingDirectory, environment);
    }

    /// <summary>Starts the server's program with another command than <c>serve</c>, without waiting for anything.</summary>
    public static ServerProcess LaunchCommand(params string[] arguments)
    {
        var dll = Checkout.Server.EndsWith(".dll", StringComparison.Ordinal);
        return Launch([.. dll ? ["dotnet"] : Array.Empty<string>(), Checkout.Server, .. arguments], "", null);
    }

    // Should the test host die, the server must not stay behind.
    private static string[] EndingWithUs => ["--parent-pid", Environment.ProcessId.ToString(null, null)];

    private static ServerProcess Launch(
        string[] command,
        string workingDirectory,
        IReadOnlyDictionary<string, string>? environment
    )
    {
        var folder = new TempFolder();
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
        };
        foreach (var argument in command[1..])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["SLIPWAY_READY_FILE"] = folder["ready.json"];
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var output = new StringBuilder();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ServerProcess(process, folder, output);
    }

    /// <summary>Waits until it has printed a text; the streams are read behind its back.</summary>
    public async Task WaitForOutputAsync(string text, CancellationToken cancellationToken)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (HasExited)
                throw new InvalidOperationException($"The server ended without '{text}':\n{Output}");
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Sends SIGTERM; the process ends by itself.</summary>
    public void Terminate()
    {
        if (kill(_process.Id, 15) != 0)
            throw new InvalidOperationException($"kill failed: {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Sends SIGKILL and waits until nothing is left of it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public Task<int> WaitForExitAsync() => WaitForExitAsync(StopLimit);

    /// <inheritdoc cref="WaitForExitAsync()"/>
    public async Task<int> WaitForExitAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<ServerProcess> ReadyAsync(ServerProcess server)
    {
        try
        {
            var ready = server._folder["ready.json"];
            var started = Stopwatch.GetTimestamp();
            while (!File.Exists(ready))
            {
                if (server.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
                    throw new InvalidOperationException($"The server did not become ready:\n{server.Output}");
                await Task.Delay(20);
            }

            using var addresses = JsonDocument.Parse(await File.ReadAllTextAsync(ready));
            server.HttpUrl = addresses.RootElement.GetProperty("http").GetString()!;
            server.GrpcUrl = addresses.RootElement.GetProperty("grpc").GetString()!;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
