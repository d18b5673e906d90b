using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Slipway.Onnx.Conformance.Serving;

/// <summary>The real server as a process of its own on free loopback ports; ended by its id when disposed.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output;

    private ServerUnderTest(Process process, StringBuilder output)
    {
        _process = process;
        _output = output;
    }

    public string HttpUrl { get; private set; } = "";

    public string GrpcUrl { get; private set; } = "";

    public bool HasExited => _process.HasExited;

    /// <summary>
    /// The server beside this program in the build's output, or the one that SLIPWAY_SERVER names (its Native AOT
    /// build).
    /// </summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("SLIPWAY_SERVER") is { Length: > 0 } other
            ? other
            : Path.GetFullPath(
                Path.Combine(
                    AppContext.BaseDirectory,
                    "..",
                    "..",
                    "Slipway.Server",
                    Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
                    "Slipway.Server.dll"
                )
            );

    /// <summary>Starts the server on a repository and waits until it has tried every model in it.</summary>
    /// <exception cref="InvalidOperationException">It ended or took too long; the message holds what it printed.</exception>
    public static async Task<ServerUnderTest> StartAsync(string repository, CancellationToken cancellationToken)
    {
        var readyFile = Path.Combine(repository, ".ready.json");
        var isAssembly = Program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : Program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SLIPWAY_READY_FILE"] = readyFile },
        };
        string[] arguments =
        [
            .. isAssembly ? [Program] : Array.Empty<string>(),
            .. new[] { "serve", repository, "--http-port", "0", "--grpc-port", "0" },
            // A model that fails to load is a finding, not the end of the run.
            .. new[] { "--readiness", "lenient", "--log-level", "warning" },
            .. new[] { "--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture) },
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);

        var output = new StringBuilder();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerUnderTest(process, output);
        try
        {
            await server.WaitAsync(readyFile, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        void Append(string? line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task WaitAsync(string readyFile, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!File.Exists(readyFile))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                lock (_output)
                {
                    throw new InvalidOperationException($"The server did not become ready:\n{_output}");
                }
            }

            await Task.Delay(20, cancellationToken);
        }

        using var addresses = JsonDocument.Parse(await File.ReadAllTextAsync(readyFile, cancellationToken));
        HttpUrl = addresses.RootElement.GetProperty("http").GetString()!;
        GrpcUrl = addresses.RootElement.GetProperty("grpc").GetString()!;
    }
}
