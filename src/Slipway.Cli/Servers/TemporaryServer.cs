using System.Collections.Concurrent;
using System.Diagnostics;

namespace Slipway.Cli.Servers;

/// <summary>A server on free loopback ports for the time of one command. Its output is kept for failures only.</summary>
internal sealed class TemporaryServer : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ReadyFile _ready;
    private readonly ConcurrentQueue<string> _lines = new();

    private TemporaryServer(Process process, ReadyFile ready)
    {
        _process = process;
        _ready = ready;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts the server; it is not ready yet.</summary>
    public static TemporaryServer Start(ServerProgram program, string modelPath)
    {
        var ready = new ReadyFile();
        try
        {
            var start = program.Start(
                new ServerArguments([modelPath])
                {
                    HttpPort = 0,
                    GrpcPort = 0,
                    Host = "127.0.0.1",
                }.ToList()
            );
            start.Environment[ReadyFile.Variable] = ready.Path;
            start.RedirectStandardOutput = true;
            start.RedirectStandardError = true;
            return new TemporaryServer(ChildProcess.Start(start), ready);
        }
        catch
        {
            ready.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the server answers.</summary>
    /// <exception cref="CliException">It ended instead; the message has its last words.</exception>
    public async Task<ServerAddresses> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_ready.Read() is { } addresses)
                return addresses;
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(cancellationToken);
                throw new CliException(
                    _process.ExitCode == ExitCodes.ModelNotLoaded ? ExitCodes.ModelNotLoaded : ExitCodes.Failure,
                    $"The server ended with code {_process.ExitCode} before it was ready: {string.Join(' ', _lines)}"
                );
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        ChildProcess.Terminate(_process);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _ready.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (string.IsNullOrWhiteSpace(line.Data))
            return;
        _lines.Enqueue(line.Data);
        if (_lines.Count > KeptLines)
            _lines.TryDequeue(out _);
    }
}
