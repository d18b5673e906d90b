using Slipway.Serving.Sources.Remote.Registries;

namespace Slipway.Serving.Sources.Remote;

/// <summary>What holds for every remote source of the process. Bound once.</summary>
public sealed class RemoteSourceOptions
{
    /// <summary>
    /// Where mirrors are kept; null for <c>$XDG_CACHE_HOME/slipway</c> or <c>~/.cache/slipway</c>, and where that
    /// cannot be written a temporary folder that goes with the process.
    /// </summary>
    public string? CacheDirectory { get; set; }

    /// <summary>Bytes of one version of a model, downloaded and unpacked; more is refused. Default 10 GiB.</summary>
    public long MaxModelBytes { get; set; } = 10L << 30;

    /// <summary>
    /// Bytes of models from registries that are kept for the next time, for all processes together; what was not used for
    /// longest goes when there is more. Default 20 GiB.
    /// </summary>
    public long MaxCacheBytes { get; set; } = 20L << 30;

    /// <summary>Between two looks for changes. Default 30 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How old the newest object of a model must be before it is fetched, so that an upload that is still going on is
    /// not taken for the whole. Default 5 s.
    /// </summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether <c>http://</c> may be used beyond this machine; registries there are then spoken to without encryption.
    /// Default no.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>The file of the certificates, in PEM, that sign those of registries; null for the system's.</summary>
    public string? RegistryAuthorities { get; set; }

    /// <summary>Decides what may come from registries; null where all may.</summary>
    public IRegistryCheck? RegistryCheck { get; set; }

    /// <summary>Told of every transfer, from any thread; null for nobody. It reads the figures when it likes.</summary>
    public Action<TransferProgress>? TransferStarted { get; set; }

    /// <summary>
    /// Whether somebody shows <see cref="TransferStarted"/>'s figures, so that the log need not repeat them.
    /// </summary>
    public bool ProgressIsShown { get; set; }

    /// <summary>Objects downloaded at the same time.</summary>
    internal int Concurrency { get; init; } = 4;

    /// <summary>How long a server may be silent: until the headers of its answer, and between two pieces of it.</summary>
    internal TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts without a byte of progress before an object is given up until the next look.</summary>
    internal int Attempts { get; init; } = 5;

    /// <summary>Before the second attempt; doubled with each one after it.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes between two notes of how far a download has come, from which a new process goes on.</summary>
    internal int CheckpointBytes { get; init; } = 8 << 20;

    /// <summary>Where credentials and addresses are read from.</summary>
    internal Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The free bytes of the disk that holds a folder.</summary>
    internal Func<string, long> FreeBytes { get; init; } = folder => new DriveInfo(folder).AvailableFreeSpace;
}
