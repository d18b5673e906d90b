using System.Collections.Concurrent;

namespace Slipway.Gateway.Routes;

/// <summary>
/// What is to be said of where routes come from, though requests go on: told by <c>GET /health</c> of control, and in the log when it
/// is new. Thread-safe.
/// </summary>
internal sealed class RouteRemarks(ILogger<RouteRemarks> log)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _byTopic = new(StringComparer.Ordinal);

    /// <summary>In sentences, by topic.</summary>
    public IReadOnlyList<string> All =>
        [.. _byTopic.OrderBy(topic => topic.Key, StringComparer.Ordinal).SelectMany(topic => topic.Value)];

    /// <summary>Replaces what was said of a topic.</summary>
    public void Set(string topic, params IReadOnlyList<string> sentences)
    {
        var before = _byTopic.GetValueOrDefault(topic) ?? [];
        _byTopic[topic] = sentences;
        foreach (var sentence in sentences.Except(before))
        {
            log.Remarks(sentence);
        }
    }

    /// <summary>There is nothing to say of it any more.</summary>
    public void Clear(string topic)
    {
        if (_byTopic.TryRemove(topic, out var before) && before.Count > 0)
            log.IsWell(topic);
    }
}
