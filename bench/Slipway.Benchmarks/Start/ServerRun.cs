using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Benchmarks.Start;

/// <summary>One process of the server on a model, ended by its id when disposed.</summary>
internal sealed class ServerRun : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly Process _process;
    private readonly long _started;

    /// <param name="server">A <c>.dll</c> or an executable.</param>
    /// <param name="repository">A model repository.</param>
    public ServerRun(string server, string repository)
    {
        (HttpPort, GrpcPort) = FreePorts();
        var isLibrary = server.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : server, isLibrary ? [server] : [])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments = ["serve", repository, "--host", "127.0.0.1", "--log-level", "warning"];
        string[] ports = ["--http-port", Text(HttpPort), "--grpc-port", Text(GrpcPort)];
        foreach (var argument in (IEnumerable<string>)[.. arguments, .. ports])
        {
            start.ArgumentList.Add(argument);
        }

        _started = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        // Nobody reads much of it, but a pipe that is full would stop the server.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int HttpPort { get; }

    public int GrpcPort { get; }

    /// <summary>Asks until it is answered rightly, and gives the time since just before the process was started.</summary>
    public async Task<TimeSpan> FirstAnswerAsync(PreparedCall call)
    {
        while (true)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The server ended with {_process.ExitCode}.");
            if (Stopwatch.GetElapsedTime(_started) > Limit)
                throw new TimeoutException($"No right answer within {Limit.TotalSeconds} s.");
            if (await call.TryAsync())
                return Stopwatch.GetElapsedTime(_started);
            await Task.Delay(Pause);
        }
    }

    /// <summary>A line of <c>/proc/PID/status</c> in kB: VmRSS, RssAnon, RssFile.</summary>
    public long Kilobytes(string line) =>
        long.Parse(
            File.ReadLines($"/proc/{_process.Id}/status")
                .First(text => text.StartsWith(line + ":", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // Free a moment ago: both are held at once, so that they differ.
    private static (int Http, int Grpc) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
