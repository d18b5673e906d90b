using Microsoft.Extensions.Logging;
using Slipway.Serving.Sources.Remote;
using Slipway.Serving.Sources.Remote.Mirroring;
using Slipway.Serving.Sources.Remote.Registries;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources.Remote.Mirroring;

/// <summary>A mirror that looks every few milliseconds, until it is disposed.</summary>
internal sealed class MirrorHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private MirrorHost(RemoteLocation location, RemoteSourceOptions options, ILogger log)
    {
        IMirrorOrigin origin =
            location.Kind == RemoteKind.Registry
                ? new RegistryOrigin(location, options, TimeProvider.System)
                : new ObjectOrigin(location, options, TimeProvider.System, log);
        Mirror = new RemoteMirror(origin, options, TimeProvider.System, log);
        _running = Mirror.RunAsync(_stop.Token);
    }

    public RemoteMirror Mirror { get; }

    public static MirrorHost Start(string address, RemoteSourceOptions options, ILogger? log = null) =>
        new(RemoteLocation.Parse(address, options.AllowHttp), options, log ?? new ListLogger());

    /// <summary>Starts one, and waits until its first look is over.</summary>
    public static async Task<MirrorHost> StartAsync(string address, RemoteSourceOptions options, ILogger? log = null)
    {
        var host = Start(address, options, log);
        await host.Mirror.FirstLook.WaitAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public static RemoteSourceOptions Options(TempFolder cache, Dictionary<string, string>? environment = null) =>
        new()
        {
            CacheDirectory = cache["cache"],
            PollInterval = TimeSpan.FromMilliseconds(20),
            SettleTime = TimeSpan.Zero,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            CheckpointBytes = 32 << 10,
            Environment = (environment ?? []).GetValueOrDefault,
        };

    /// <summary>The files in place with their contents as text, by path.</summary>
    public IReadOnlyDictionary<string, string> Files() =>
        Directory
            .EnumerateFiles(Mirror.Folder.Content, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith('.'))
            .ToDictionary(file => Path.GetRelativePath(Mirror.Folder.Content, file), File.ReadAllText);

    /// <summary>Waits until the mirror's changes have made something true.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        var happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (condition())
                happened.TrySetResult();
        }

        Mirror.Changed += Look;
        Look();
        await happened.Task.WaitAsync(TestContext.Current.CancellationToken);
        Mirror.Changed -= Look;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Mirror.Dispose();
        _stop.Dispose();
    }
}
