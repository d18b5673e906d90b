using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;

namespace Slipway.Serving.Sources;

/// <summary>
/// Finds models in a path: a single artifact (<c>iris.onnx</c>), a package folder (<c>model.yaml</c> and the
/// artifact), a model folder with numbered versions, or a repository: a folder of those. Files that are still being
/// written do not count (<see cref="SourceOptions.SettleTime"/>); of a version that changes, the last whole state is
/// given until the new one is.
/// </summary>
/// <remarks>
/// A path that is gone or cannot be read makes <see cref="ListAsync"/> throw; models disappear only from a path that is
/// readable. A folder without any model is an empty listing.
/// </remarks>
public sealed class DirectoryModelSource : IModelSource
{
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PollWithoutEvents = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly SourceOptions _options;
    private readonly TimeProvider _time;
    private readonly Tracking _tracking;
    private readonly PathTracker _tracker;
    private readonly ChangeSignal _signal = new();
    private readonly FolderWatcher? _watcher;
    private readonly Lock _looking = new();
    private TimeSpan _remaining = Timeout.InfiniteTimeSpan;
    private long _listed;

    /// <param name="path">A file or a folder.</param>
    /// <param name="name">The name to serve a single model under; null for the package's own.</param>
    /// <param name="forms">What may be found.</param>
    /// <param name="options">How changes are looked for.</param>
    /// <param name="time">Measures all waiting.</param>
    /// <param name="log">Is told where file events fail.</param>
    public DirectoryModelSource(
        string path,
        string? name,
        PackageForms forms,
        SourceOptions options,
        TimeProvider time,
        ILogger<DirectoryModelSource>? log = null
    )
    {
        _path = path;
        _options = options;
        _time = time;
        _tracking = new Tracking(forms, options.SettleTime, time);
        _tracker = new PathTracker(path, name, _tracking);
        if (options.Watch)
            _watcher = new FolderWatcher(_signal, Poll, log ?? NullLogger<DirectoryModelSource>.Instance);
    }

    private TimeSpan Poll => _options.PollInterval > TimeSpan.Zero ? _options.PollInterval : PollWithoutEvents;

    /// <inheritdoc/>
    public Task<SourceListing> ListAsync(CancellationToken cancellationToken) =>
        Task.Run(() => List(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        var polls = _options.PollInterval > TimeSpan.Zero || _watcher is { IsFailed: true };
        var limit = polls ? Poll : Timeout.InfiniteTimeSpan;
        if (_remaining != Timeout.InfiniteTimeSpan)
        {
            var left = _remaining - _time.GetElapsedTime(_listed);
            limit = ModelSight.Sooner(limit, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        if (await _signal.WaitAsync(limit, _time, cancellationToken))
            await Task.Delay(Debounce, _time, cancellationToken);
    }

    /// <summary>What to say of a path that holds no model at all.</summary>
    public ServingException NothingFound() =>
        ServingException.NotFound(
            $"No model was found in '{_path}'. It may be {_tracking.Artifacts.Expected}, a folder with one of these, or "
                + "a folder of such folders."
        );

    public void Dispose()
    {
        lock (_looking)
        {
            _watcher?.Dispose();
        }
    }

    private SourceListing List(CancellationToken cancellationToken)
    {
        lock (_looking)
        {
            try
            {
                _signal.Reset();
                _listed = _time.GetTimestamp();
                var root = Path.GetFullPath(_path);
                if (Path.Exists(root))
                    _watcher?.Watch(root);
                else
                    _watcher?.Stop();
                (var listing, _remaining) = _tracker.Look(root, cancellationToken);
                return listing;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _remaining = Timeout.InfiniteTimeSpan;
                throw FolderReader.Unreadable(_path, e);
            }
        }
    }
}
