using System.Diagnostics;

namespace Slipway.Benchmarks.LoadClient;

/// <summary>How a load run is driven.</summary>
/// <param name="Connections">TCP connections.</param>
/// <param name="Streams">Requests in flight on each connection; 1 for HTTP/1.1.</param>
/// <param name="WarmUp">Load before the window, so that compilers and pools have settled.</param>
/// <param name="Duration">The window.</param>
/// <param name="ExpectedLength">Bytes of a right answer; null where any will do.</param>
internal sealed record LoadOptions(
    int Connections,
    int Streams,
    TimeSpan WarmUp,
    TimeSpan Duration,
    int? ExpectedLength
);

/// <summary>
/// Closed-loop load: each of connections × streams workers sends its next request when its last is answered. Only
/// requests that begin and end inside the window count.
/// </summary>
internal sealed class LoadRun(Wire wire, LoadOptions options, ServerObserver observer)
{
    private const int BufferLength = 64 * 1024;

    private long _windowStart = long.MaxValue;
    private long _windowEnd = long.MaxValue;

    public async Task<Measurement> RunAsync(string caseName, string server, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = new List<Task<WorkerResult>>();
        var clients = new List<HttpMessageInvoker>();
        for (var c = 0; c < options.Connections; c++)
        {
            var client = Wire.Connect();
            clients.Add(client);
            for (var s = 0; s < options.Streams; s++)
            {
                workers.Add(Task.Run(() => WorkAsync(client, stop.Token), cancellationToken));
            }
        }

        await Task.Delay(options.WarmUp, cancellationToken);
        var before = observer.Read();
        var start = Stopwatch.GetTimestamp();
        Volatile.Write(ref _windowStart, start);
        await Task.Delay(options.Duration, cancellationToken);
        var end = Stopwatch.GetTimestamp();
        Volatile.Write(ref _windowEnd, end);
        var after = observer.Read();
        await stop.CancelAsync();

        var results = await Task.WhenAll(workers);
        clients.ForEach(client => client.Dispose());
        var latencies = results.SelectMany(r => r.Latencies).Order().ToArray();
        return new Measurement(
            caseName,
            server,
            latencies.Length,
            results.Sum(r => r.Errors),
            Stopwatch.GetElapsedTime(start, end).TotalSeconds,
            Percentile(latencies, 0.50),
            Percentile(latencies, 0.90),
            Percentile(latencies, 0.99),
            after.CpuSeconds - before.CpuSeconds,
            after.AllocatedBytes - before.AllocatedBytes
        );
    }

    private async Task<WorkerResult> WorkAsync(HttpMessageInvoker client, CancellationToken cancellationToken)
    {
        var latencies = new List<long>(1 << 16);
        var errors = 0L;
        var buffer = new byte[BufferLength];
        while (!cancellationToken.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            bool good;
            try
            {
                good = await SendAsync(client, buffer, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                good = false;
            }

            var ended = Stopwatch.GetTimestamp();
            if (started < Volatile.Read(ref _windowStart) || ended > Volatile.Read(ref _windowEnd))
                continue;
            if (good)
                latencies.Add(ended - started);
            else
                errors++;
        }

        return new WorkerResult(latencies, errors);
    }

    private async ValueTask<bool> SendAsync(
        HttpMessageInvoker client,
        byte[] buffer,
        CancellationToken cancellationToken
    )
    {
        using var request = wire.NewRequest();
        using var response = await client.SendAsync(request, cancellationToken);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            length += read;
        }

        return wire.IsSuccess(response) && (options.ExpectedLength ?? length) == length;
    }

    private static double Percentile(long[] sorted, double part) =>
        sorted.Length == 0
            ? 0
            : Stopwatch.GetElapsedTime(0, sorted[(int)(part * (sorted.Length - 1))]).TotalMicroseconds;

    private sealed record WorkerResult(List<long> Latencies, long Errors);
}
