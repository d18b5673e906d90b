using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Faults;

/// <summary>
/// What goes wrong on purpose for those who come over HTTP. Off at first; drawn from a seed, so that one client that asks one
/// thing after the other meets the same again. Thread-safe.
/// </summary>
public sealed class ApiFaults
{
    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly SortedDictionary<string, int> _met = new(StringComparer.Ordinal);
    private FaultOptions? _options;

    internal ApiFaults(int seed) => _random = new Random(seed);

    /// <summary>How often each fault has been met, by its name in <see cref="FaultOptions"/>.</summary>
    public IReadOnlyDictionary<string, int> Met
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, int>(_met);
            }
        }
    }

    public void On(FaultOptions options)
    {
        lock (_gate)
        {
            _options = options;
        }
    }

    public void Off()
    {
        lock (_gate)
        {
            _options = null;
        }
    }

    /// <exception cref="StatusException">The request is refused.</exception>
    /// <exception cref="ConnectionCutException">The connection is to be cut.</exception>
    internal void Before(ResourceRequest request)
    {
        if (Draw(request, static options => options.CutBefore, nameof(FaultOptions.CutBefore)))
            throw new ConnectionCutException();
        if (Draw(request, static options => options.TooManyRequests, nameof(FaultOptions.TooManyRequests)))
            throw StatusException.TooManyRequests("too many requests, please try again later", 1);
        if (Draw(request, static options => options.InternalError, nameof(FaultOptions.InternalError)))
            throw new StatusException(500, "InternalError", "Internal error occurred: etcdserver: request timed out");
        var writes = request.Verb is "update" or "patch" or "delete";
        if (writes && Draw(request, static options => options.Conflict, nameof(FaultOptions.Conflict)))
            throw StatusException.Stale(request.Kind, request.Name);
    }

    /// <returns>Whether the history is to be forgotten now.</returns>
    /// <exception cref="ConnectionCutException">The connection is to be cut.</exception>
    internal bool After(ResourceRequest request)
    {
        var compact =
            request.Verb is not ("get" or "list")
            && Draw(request, static options => options.Compaction, nameof(FaultOptions.Compaction));
        if (Draw(request, static options => options.CutAfter, nameof(FaultOptions.CutAfter)))
            throw new ConnectionCutException();
        return compact;
    }

    /// <summary>Before each event of a watch.</summary>
    /// <returns>Whether the watch is to end with 410 instead.</returns>
    /// <exception cref="ConnectionCutException">The connection is to be cut.</exception>
    internal bool Watch(ResourceRequest request)
    {
        if (Draw(request, static options => options.WatchDropped, nameof(FaultOptions.WatchDropped)))
            throw new ConnectionCutException();
        return Draw(request, static options => options.WatchExpired, nameof(FaultOptions.WatchExpired));
    }

    private bool Draw(ResourceRequest request, Func<FaultOptions, double> probability, string name)
    {
        lock (_gate)
        {
            if (_options is not { } options || !options.Applies(request.Verb, request.Kind.GroupResource))
                return false;
            // What cannot happen draws nothing, so that switching one fault on leaves the others where they were.
            if (probability(options) is not (var chance and > 0) || _random.NextDouble() >= chance)
                return false;
            _met[name] = _met.GetValueOrDefault(name) + 1;
            return true;
        }
    }
}

/// <summary>The connection of a request is to be cut without an answer.</summary>
internal sealed class ConnectionCutException : Exception;
