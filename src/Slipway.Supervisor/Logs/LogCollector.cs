using System.Threading.Channels;
using Slipway.Deployment.Fleet;

namespace Slipway.Supervisor.Logs;

/// <summary>Takes up what replicas write, a few times a second, keeps it, and tells those who follow.</summary>
internal sealed class LogCollector(string folder, TimeProvider time, ILogger<LogCollector> log) : BackgroundService
{
    private const int KeptForFollower = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReplicaLog> _logs = Found(folder);
    private readonly List<ChannelWriter<LogLine>> _followers = [];

    /// <summary>The file that a replica is to write to.</summary>
    public string Open(string replica)
    {
        lock (_gate)
        {
            _logs.TryAdd(replica, new ReplicaLog(folder, replica));
        }

        return ReplicaLog.RawFile(folder, replica);
    }

    /// <summary>The last line of a replica that says something; null for none.</summary>
    public string? LastWords(string replica)
    {
        CollectAll();
        return Read([replica], 5) is [.., var last] ? last.Text.Trim() : null;
    }

    /// <summary>Drops a replica's lines for good.</summary>
    public void Remove(string replica)
    {
        lock (_gate)
        {
            if (_logs.Remove(replica, out var removed))
                removed.Delete();
        }
    }

    /// <summary>The last lines of each replica whose name a caller wants, in the order of their times.</summary>
    public IReadOnlyList<LogLine> Read(IReadOnlyCollection<string> replicas, int last)
    {
        lock (_gate)
        {
            return
            [
                .. _logs
                    .Values.Where(each => replicas.Contains(each.Replica))
                    .SelectMany(each => each.Last(last))
                    .OrderBy(line => line.At),
            ];
        }
    }

    /// <summary>All lines from now on; a reader that is too slow misses the oldest. Dispose the subscription to end it.</summary>
    public IDisposable Follow(out ChannelReader<LogLine> lines)
    {
        var channel = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(KeptForFollower) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        lines = channel.Reader;
        lock (_gate)
        {
            _followers.Add(channel.Writer);
        }

        return new Subscription(this, channel.Writer);
    }

    public IReadOnlyList<string> Replicas
    {
        get
        {
            lock (_gate)
            {
                return [.. _logs.Keys];
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                CollectAll();
            }
        }
        catch (OperationCanceledException)
        {
            CollectAll();
        }
    }

    // Those of the supervisors before this one: they are told, and forgotten with their revisions, as its own are.
    private static Dictionary<string, ReplicaLog> Found(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.log")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .ToDictionary(name => name, name => new ReplicaLog(folder, name), StringComparer.Ordinal);

    private void CollectAll()
    {
        lock (_gate)
        {
            foreach (var each in _logs.Values)
            {
                try
                {
                    foreach (var line in each.Collect(isLast: false, time.GetUtcNow()))
                    {
                        _followers.ForEach(follower => follower.TryWrite(line));
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    log.CannotCollect(each.Replica, e.Message);
                }
            }
        }
    }

    private sealed class Subscription(LogCollector collector, ChannelWriter<LogLine> writer) : IDisposable
    {
        public void Dispose()
        {
            lock (collector._gate)
            {
                collector._followers.Remove(writer);
            }

            writer.TryComplete();
        }
    }
}
