using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Serving.Sources;

namespace Slipway.Serving.Control;

/// <summary>The sources of the declared places, in the order in which these are declared. Changed by one order at a time.</summary>
/// <param name="open">Makes the source of a place.</param>
/// <param name="time">Measures waits.</param>
/// <param name="log">Gets what goes wrong with them.</param>
internal sealed class DeclaredSources(Func<DeclaredModel, IModelSource> open, TimeProvider time, ILogger log)
{
    private List<WatchedSource> _all = [];

    public IReadOnlyList<WatchedSource> All => _all;

    /// <summary>
    /// Opens the sources of a server that starts, and looks into them. Files that were written just before are still
    /// settling; they are waited for a little.
    /// </summary>
    public async Task StartAsync(
        IReadOnlyList<DeclaredModel> declared,
        TimeSpan arriving,
        TimeSpan lookAgain,
        CancellationToken cancellationToken
    )
    {
        _all = [.. declared.Select(Open)];
        var started = time.GetTimestamp();
        while (true)
        {
            foreach (var source in _all)
            {
                try
                {
                    await source.RefreshAsync(cancellationToken);
                }
                catch (ServingException e)
                {
                    source.Fail(e);
                }
            }

            if (!_all.Exists(source => source.IsArriving) || time.GetElapsedTime(started) > arriving)
                return;
            await Task.Delay(lookAgain, time, cancellationToken);
        }
    }

    /// <summary>Looks into all of them anew.</summary>
    /// <exception cref="ServingException">One cannot be read.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var source in _all)
        {
            await source.RefreshAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Replaces them: places that stay keep their source. Gives those that came, which are to be watched, and those that
    /// left, which are the caller's to dispose.
    /// </summary>
    /// <exception cref="ServingException">A new place cannot be read; then nothing has changed.</exception>
    public async Task<(IReadOnlyList<WatchedSource> Added, IReadOnlyList<WatchedSource> Left)> ReplaceAsync(
        IReadOnlyList<DeclaredModel> declared,
        CancellationToken cancellationToken
    )
    {
        var kept = _all.ToDictionary(source => source.Declared.Key);
        var added = declared
            .Where(place => !kept.ContainsKey(place.Key))
            .DistinctBy(place => place.Key)
            .Select(Open)
            .ToDictionary(source => source.Declared.Key);
        await RefreshOrDisposeAsync(added.Values, cancellationToken);

        var sources = new List<WatchedSource>();
        foreach (var place in declared.DistinctBy(place => place.Key))
        {
            var source = kept.GetValueOrDefault(place.Key) ?? added[place.Key];
            source.Declared = place;
            sources.Add(source);
        }

        var left = _all.Except(sources).ToArray();
        _all = sources;
        return ([.. added.Values], left);
    }

    /// <summary>Gives them all to the caller.</summary>
    public IReadOnlyList<WatchedSource> TakeAll()
    {
        var sources = _all;
        _all = [];
        return sources;
    }

    private WatchedSource Open(DeclaredModel declared) => new(declared, open(declared), log);

    private static async Task RefreshOrDisposeAsync(
        IReadOnlyCollection<WatchedSource> sources,
        CancellationToken cancellationToken
    )
    {
        try
        {
            foreach (var source in sources)
            {
                await source.RefreshAsync(cancellationToken);
            }
        }
        catch
        {
            foreach (var source in sources)
            {
                await source.DisposeAsync();
            }

            throw;
        }
    }
}
