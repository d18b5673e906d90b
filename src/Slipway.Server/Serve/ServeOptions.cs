using Slipway.AspNetCore;
using Slipway.AspNetCore.Service;
using Slipway.Models;
using Slipway.Serving.Imports;

namespace Slipway.Server.Serve;

/// <summary>What the command line of <c>serve</c> says.</summary>
internal sealed record ServeOptions
{
    public required IReadOnlyList<string> Paths { get; init; }

    public string? Name { get; init; }

    /// <summary>TensorFlow Serving's list of models, served beside the paths; null for none.</summary>
    public string? ModelConfigFile { get; init; }

    /// <summary>TensorFlow Serving's batching parameters; null for none.</summary>
    public string? BatchingParametersFile { get; init; }

    /// <summary>What the server calls itself in its metadata; null for the product's name.</summary>
    public string? ServerName { get; init; }

    public required ServiceOptions Service { get; init; }

    public required int MaxRequestBytes { get; init; }

    public required TimeSpan DrainDelay { get; init; }

    public required ReadinessMode Readiness { get; init; }

    public SharedMemoryMode SharedMemory { get; init; }

    /// <summary>Whether agents find the models as tools.</summary>
    public bool Mcp { get; init; }

    /// <summary>Whose pages may call them from a browser, besides those of this machine.</summary>
    public IReadOnlyList<string> McpOrigins { get; init; } = [];

    /// <summary>Bytes that loaded models may take together; null for no limit.</summary>
    public long? MemoryBudget { get; init; }

    /// <summary>Between two looks at folders; zero for file events alone.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>How long a version must have been left alone.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>The file that traces may be written to; null for none.</summary>
    public string? TraceFile { get; init; }

    /// <summary>Runtimes besides those that every server has.</summary>
    public IReadOnlyList<IModelRuntime> MoreRuntimes { get; init; } = [];

    /// <summary>How models of other frameworks are imported.</summary>
    public required ImportOptions Imports { get; init; }

    /// <summary>Where models from elsewhere are kept; null for the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>The largest version of a model that is downloaded.</summary>
    public required long MaxModelBytes { get; init; }

    /// <summary>Between two looks at addresses.</summary>
    public required TimeSpan RemotePoll { get; init; }

    /// <summary>Files of public keys, one of which must have signed what comes from registries; none for all that comes.</summary>
    public IReadOnlyList<string> RequireSignature { get; init; } = [];

    /// <summary>Whether <c>http://</c> may be used beyond this machine.</summary>
    public required bool AllowHttp { get; init; }

    /// <summary>The file of the certificates that sign those of registries; null for the system's.</summary>
    public string? RegistryAuthorities { get; init; }

    /// <summary>What is kept of registries' models.</summary>
    public required long MaxCacheBytes { get; init; }
}
