using Docker.DotNet.Models;

namespace Slipway.Containers.Images;

/// <summary>
/// Adds up what an engine says of a pull: Docker a line of JSON for each step of each layer, with bytes, Podman fewer and without.
/// </summary>
internal sealed class PullLedger(IProgress<PullProgress>? progress) : IProgress<JSONMessage>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Bytes, long Total, bool IsDone)> _layers = new(StringComparer.Ordinal);
    private PullProgress _last = new(0, 0, 0, 0);

    /// <summary>What the engine said went wrong, after it had begun to answer; null for nothing.</summary>
    public string? Failure { get; private set; }

    public void Report(JSONMessage value)
    {
        PullProgress? news = null;
        lock (_gate)
        {
            if (value.Error?.Message is { Length: > 0 } error)
                Failure = error;
            if (value.ID is { Length: > 0 } id && value.Status is { } status)
                Take(id, status, value.Progress);
            var now = new PullProgress(
                _layers.Count,
                _layers.Values.Count(layer => layer.IsDone),
                _layers.Values.Sum(layer => layer.Bytes),
                _layers.Values.Sum(layer => layer.Total)
            );
            if (now != _last)
                news = _last = now;
        }

        if (news is not null)
            progress?.Report(news);
    }

    private void Take(string id, string status, JSONProgress? step)
    {
        // What is said of the reference itself has the tag for an id.
        if (status.StartsWith("Pulling from", StringComparison.Ordinal))
            return;
        var (bytes, total, isDone) = _layers.GetValueOrDefault(id);
        _layers[id] = status switch
        {
            "Downloading" when step?.Total is > 0 and var all => (step.Current ?? bytes, all, isDone),
            "Already exists" or "Pull complete" => (total, total, true),
            // The last that Podman says of a layer; Docker unpacks it then.
            "Download complete" => (total, total, isDone || total == 0),
            _ => (bytes, total, isDone),
        };
    }
}
