using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Slipway.Deployment.Fleet;
using Slipway.Errors;

namespace Slipway.Gateway.Tests.Console;

/// <summary>A fleet that says what a test wants, and writes down its orders.</summary>
internal sealed class FakeFleet : IFleet
{
    private readonly ConcurrentQueue<string> _orders = new();
    private readonly Channel<LogLine> _written = Channel.CreateUnbounded<LogLine>();

    public FleetStatus Status { get; set; } = Fleets.Of();

    public List<HistoryEntry> History { get; } = [];

    public List<LogLine> Logs { get; } = [];

    /// <summary>Asked for the status.</summary>
    public int Asked { get; private set; }

    /// <summary>It does not answer before this is done; null: it does at once.</summary>
    public TaskCompletionSource? Silence { get; set; }

    /// <summary>What it says to everything; null: it does as it is told.</summary>
    public ServingException? Refusal { get; set; }

    /// <summary>What it says to who asks for logs; null: here they are.</summary>
    public ServingException? LogRefusal { get; set; }

    /// <summary>As it is told: <c>promote ner</c>.</summary>
    public IReadOnlyCollection<string> Orders => _orders;

    /// <summary>Called with each order, after it was written down.</summary>
    public Action<string> Obey { get; set; } = _ => { };

    public void Write(LogLine line) => _written.Writer.TryWrite(line);

    public async Task<FleetStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        Asked++;
        if (Silence is { } silence)
            await silence.Task.WaitAsync(cancellationToken);
        return Refusal is { Code: ServingErrorCode.Unavailable } ? throw Refusal : Status;
    }

    public Task<FleetSpec?> GetSpecAsync(CancellationToken cancellationToken) => Task.FromResult<FleetSpec?>(null);

    public Task<FleetChanges> ApplyAsync(FleetSpec spec, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<int> DeployAsync(string service, ServiceLaunch launch, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task PromoteAsync(string service, CancellationToken cancellationToken) => OrderAsync($"promote {service}");

    public Task PauseAsync(string service, CancellationToken cancellationToken) => OrderAsync($"pause {service}");

    public Task ResumeAsync(string service, CancellationToken cancellationToken) => OrderAsync($"resume {service}");

    public Task RollbackAsync(string service, int? revision, CancellationToken cancellationToken) =>
        OrderAsync(revision is null ? $"rollback {service}" : $"rollback {service} to {revision}");

    public Task SplitAsync(
        string service,
        IReadOnlyDictionary<int, double> weights,
        CancellationToken cancellationToken
    ) =>
        OrderAsync(
            $"split {service} "
                + string.Join(' ', weights.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value:0.##}"))
        );

    public Task ScaleAsync(string service, int replicas, CancellationToken cancellationToken) =>
        OrderAsync($"scale {service} to {replicas}");

    public Task RestartAsync(string service, CancellationToken cancellationToken) => OrderAsync($"restart {service}");

    public Task<IReadOnlyList<HistoryEntry>> GetHistoryAsync(
        string? service,
        int last,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<HistoryEntry>>([.. History.TakeLast(last)]);

    public async IAsyncEnumerable<LogLine> GetLogsAsync(
        IReadOnlyList<string> services,
        int last,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (LogRefusal is not null)
            throw LogRefusal;
        foreach (var line in Logs)
        {
            yield return line;
        }

        while (follow && await _written.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_written.Reader.TryRead(out var line))
            {
                yield return line;
            }
        }
    }

    public Task DownAsync(CancellationToken cancellationToken) => OrderAsync("down");

    public Task EndIdleAsync(CancellationToken cancellationToken) => OrderAsync("end-idle");

    private Task OrderAsync(string order)
    {
        if (Refusal is not null)
            throw Refusal;
        _orders.Enqueue(order);
        Obey(order);
        return Task.CompletedTask;
    }
}
