using System.Collections.Concurrent;
using System.Net;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>
/// Requests to a model through a gateway, from a few clients that each wait for their answer: enough that something is always in
/// flight, little enough that two cores do not mind.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    /// <summary>What <c>samples/models/iris</c> takes.</summary>
    public const string Iris =
        """{"inputs": [{"name": "measurements", "datatype": "FP32", "shape": [1, 4], "data": [5.4, 3.9, 1.7, 0.4]}]}""";

    private const int Clients = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Uri _address;
    private readonly string _body;
    private readonly Task _clients;
    private int _answered;

    private SteadyLoad(Uri address, string body)
    {
        (_address, _body) = (address, body);
        _clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(AskAsync)));
    }

    /// <summary>Requests that were answered with status 200.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>How the others went.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <param name="http">The gateway.</param>
    /// <param name="model">Its name.</param>
    /// <param name="body">Of every request.</param>
    public static SteadyLoad Start(string http, string model, string body) =>
        new(new Uri($"{http}/v2/models/{model}/infer"), body);

    /// <summary>Waits until so many more were answered, or failed.</summary>
    public async Task WaitForAsync(int more, CancellationToken cancellationToken)
    {
        var enough = Answered + _failures.Count + more;
        while (Answered + _failures.Count < enough)
        {
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Lets what is in flight be answered.</summary>
    public Task StopAsync()
    {
        _stop.Cancel();
        return _clients;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task AskAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var answer = await _http.PostAsync(_address, new StringContent(_body));
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.OK)
                    Interlocked.Increment(ref _answered);
                else
                    _failures.Enqueue($"{(int)answer.StatusCode}: {text}");
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                _failures.Enqueue(e.ToString());
            }

            await Task.Delay(Pause);
        }
    }
}
