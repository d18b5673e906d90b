using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Serving.Sources.Remote.Mirroring;
using Slipway.Serving.Sources.Remote.Registries;

namespace Slipway.Serving.Sources.Remote;

/// <summary>
/// Models at an address: <c>s3://</c>, <c>az://</c>, <c>oci://</c>, <c>https://</c>. They are mirrored into a folder of this machine,
/// where each model is put in place or exchanged in one step, and a <see cref="DirectoryModelSource"/> reads that: what
/// holds of a folder holds of them.
/// </summary>
/// <remarks>
/// The first listing waits for the first look, and for models that this machine has in no form yet. Where the address
/// cannot be read, what the mirror has is listed; where it has nothing, <see cref="ListAsync"/> throws the cause.
/// </remarks>
public sealed class RemoteModelSource : IModelSource
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    // The mirror changes in whole steps, and says so itself.
    private static readonly SourceOptions Inner = SourceOptions.Once;

    private readonly string? _name;
    private readonly PackageForms _forms;
    private readonly RemoteSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RemoteLocation _location;
    private readonly ChangeSignal _signal = new();
    private readonly CancellationTokenSource _stop = new();
    private RemoteMirror? _mirror;
    private Task _running = Task.CompletedTask;
    private (string Root, DirectoryModelSource Source)? _inner;

    /// <param name="address">Where the models are.</param>
    /// <param name="name">The name to serve a single model under; null for its own.</param>
    /// <param name="forms">What may be found.</param>
    /// <param name="options">What holds for every remote source.</param>
    /// <param name="time">Measures all waiting.</param>
    /// <param name="log">Is told of transfers and of failures.</param>
    /// <exception cref="ServingException">InvalidArgument: the address is wrong in itself.</exception>
    public RemoteModelSource(
        string address,
        string? name,
        PackageForms forms,
        RemoteSourceOptions options,
        TimeProvider time,
        ILogger<RemoteModelSource>? log = null
    )
    {
        _location = RemoteLocation.Parse(address, options.AllowHttp);
        (_name, _forms, _options, _time) = (name, forms, options, time);
        _log = log ?? NullLogger<RemoteModelSource>.Instance;
    }

    /// <summary>Whether <paramref name="text"/> is an address rather than a path.</summary>
    public static bool IsRemote(string text) => RemoteLocation.IsRemote(text);

    /// <summary>Whether <paramref name="text"/> is the address of something in a registry.</summary>
    public static bool IsRegistry(string text) =>
        text.StartsWith(RemoteLocation.RegistryScheme, StringComparison.Ordinal);

    /// <summary>An address without what may be a credential in it: no query, no user, no fragment.</summary>
    public static string Show(string address)
    {
        var end = address.AsSpan().IndexOfAny('?', '#');
        var shown = end < 0 ? address : address[..end];
        var start = shown.IndexOf("://", StringComparison.Ordinal) + 3;
        // After the name of an image comes its digest; a user stands before the first slash.
        var isImage = shown.StartsWith(RemoteLocation.RegistryScheme, StringComparison.Ordinal);
        var slash = isImage ? shown.IndexOf('/', start) : -1;
        var user = slash < 0 ? shown.LastIndexOf('@') : shown.LastIndexOf('@', slash);
        return user < start ? shown : shown[..start] + shown[(user + 1)..];
    }

    /// <summary>The problem of an address or of the settings it needs, or null; nothing is connected to.</summary>
    public static string? ProblemOf(string address, RemoteSourceOptions options)
    {
        try
        {
            var location = RemoteLocation.Parse(address, options.AllowHttp);
            using var origin = Open(location, options, TimeProvider.System, NullLogger.Instance);
            _ = origin.MirrorKey;
            return null;
        }
        catch (ServingException e)
        {
            return e.Message;
        }
    }

    /// <inheritdoc/>
    public async Task<SourceListing> ListAsync(CancellationToken cancellationToken)
    {
        var mirror = _mirror ?? Start();
        await mirror.FirstLook.WaitAsync(cancellationToken);
        _signal.Reset();
        SourceListing listing;
        using (await mirror.HoldAsync(cancellationToken))
        {
            listing = await ListMirrorAsync(mirror, cancellationToken);
        }

        if (mirror.Failure is { } failure && mirror.Plan is null && listing.Models.Count == 0)
            throw failure;
        if (mirror.Plan is { Units.Count: 0 } && listing.Models.Count == 0 && !mirror.HadUnits)
        {
            throw ServingException.NotFound(
                $"There is no model below '{_location.Display}'. It may hold a model's folder or folders of models; check "
                    + "the prefix."
            );
        }

        var broken = mirror.Problems.Select(problem => BrokenUnit(mirror, problem.Key, problem.Value, listing));
        return listing with { Broken = [.. listing.Broken, .. broken] };
    }

    /// <inheritdoc/>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) =>
        _signal.WaitAsync(Timeout.InfiniteTimeSpan, _time, cancellationToken);

    /// <summary>Ends all transfers; what has come of them is kept for the next time.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _running.Wait(LongestEnd);
        _inner?.Source.Dispose();
        _mirror?.Dispose();
        _stop.Dispose();
    }

    private static IMirrorOrigin Open(
        RemoteLocation location,
        RemoteSourceOptions options,
        TimeProvider time,
        ILogger log
    ) =>
        location.Kind == RemoteKind.Registry
            ? new RegistryOrigin(location, options, time)
            : new ObjectOrigin(location, options, time, log);

    private RemoteMirror Start()
    {
        _mirror = new RemoteMirror(Open(_location, _options, _time, _log), _options, _time, _log);
        _mirror.Changed += _signal.Give;
        _running = Task.Run(() => _mirror.RunAsync(_stop.Token), CancellationToken.None);
        return _mirror;
    }

    private async Task<SourceListing> ListMirrorAsync(RemoteMirror mirror, CancellationToken cancellationToken)
    {
        var root = RootOf(mirror.Folder);
        if (!Directory.Exists(root))
            return new SourceListing([], []);
        if (_inner is not { } inner || inner.Root != root)
        {
            _inner?.Source.Dispose();
            inner = (root, new DirectoryModelSource(root, _name, _forms, Inner, _time));
            _inner = inner;
        }

        return await inner.Source.ListAsync(cancellationToken);
    }

    // An archive of one model's folder is that model.
    private static string RootOf(MirrorFolder folder)
    {
        if (folder.Single is not { } single)
            return folder.Content;
        var root = folder.FolderOf(single);
        return
            Directory.Exists(root)
            && Directory.EnumerateFileSystemEntries(root).Where(IsVisible).Take(2).ToArray() is [var only]
            && Directory.Exists(only)
            && !FileNames.MakesModel(Path.GetFileName(only))
            ? only
            : root;
    }

    private static bool IsVisible(string path) => !Path.GetFileName(path).StartsWith('.');

    // What could not be brought here stands beside what is here.
    private BrokenModel BrokenUnit(RemoteMirror mirror, string unit, ServingException error, SourceListing listing)
    {
        var folder = mirror.Folder.FolderOf(unit);
        var listed = listing.Models.FirstOrDefault(model => model.Directory == folder);
        var name = listed?.Name ?? (mirror.Folder.Single is null ? unit : _name ?? unit);
        return new BrokenModel(name, folder, error);
    }
}
