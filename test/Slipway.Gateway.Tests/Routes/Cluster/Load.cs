using System.Collections.Concurrent;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Routes.Cluster;

/// <summary>Callers that ask one after the other, without a pause, until they are told to end.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _callers;
    private int _answered;

    public Load(TestGateway gateway, string path, int callers = 4) =>
        _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => AskAsync(gateway, path))));

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>What was answered with anything but 200.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>Waits until so many more have been answered.</summary>
    public Task AnswersAsync(int count)
    {
        var target = Answered + count;
        return Eventually.BecomesAsync(() => Answered >= target);
    }

    /// <summary>Lets those end that are on their way.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _callers;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private async Task AskAsync(TestGateway gateway, string path)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var response = await gateway.PostAsync(path);
                var text = await response.TextAsync();
                if (!response.IsSuccessStatusCode)
                    Failures.Enqueue($"{(int)response.StatusCode} {text}");
            }
            catch (HttpRequestException e)
            {
                Failures.Enqueue(e.Message);
            }

            Interlocked.Increment(ref _answered);
        }
    }
}
