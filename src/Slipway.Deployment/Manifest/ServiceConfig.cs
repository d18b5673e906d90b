using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Deployment.Manifest;

/// <summary>One service: what it serves, how many there are of it, and how it is released.</summary>
public sealed record ServiceConfig
{
    /// <summary>A model file, package or repository, or its address (<c>oci://</c>, <c>s3://</c>, …). Paths are relative to the manifest.</summary>
    public string? Model { get; set; }

    /// <summary>A project in C# that serves handlers, or its published folder. Relative to the manifest.</summary>
    public string? Project { get; set; }

    /// <summary>A container image, by its reference; for the targets <c>container</c> and <c>kubernetes</c>.</summary>
    public string? Image { get; set; }

    /// <summary>One sentence for people.</summary>
    public string? Description { get; set; }

    /// <summary>The names of the models it serves, by which requests find it. Default: the service's own.</summary>
    public List<string>? Models { get; set; }

    /// <summary>How many there are, from 0 on; not together with <see cref="Scaling"/>. Default 1.</summary>
    public int? Replicas { get; set; }

    /// <summary>How many there are, by demand.</summary>
    public ScalingConfig? Scaling { get; set; }

    /// <summary>What each replica may use.</summary>
    public ResourcesConfig? Resources { get; set; }

    /// <summary>
    /// Environment variables. <c>${gateway.url}</c> is where the gateway listens for REST, <c>${gateway.grpc}</c> for gRPC.
    /// </summary>
    public Dictionary<string, string>? Environment { get; set; }

    /// <summary>What the program of a project takes besides.</summary>
    public List<string>? Arguments { get; set; }

    /// <summary>Settings of the model server.</summary>
    public ServerConfig? Server { get; set; }

    /// <summary>How requests are treated on their way.</summary>
    public TrafficConfig? Traffic { get; set; }

    /// <summary>How a new revision takes over.</summary>
    public RolloutConfig? Rollout { get; set; }

    /// <summary>Services that must be ready before it is started.</summary>
    public List<string>? StartsAfter { get; set; }

    /// <summary>When a replica counts as ready, dead or broken.</summary>
    public HealthConfig? Health { get; set; }

    /// <summary>What it has on Kubernetes besides.</summary>
    public ServiceKubernetesConfig? Kubernetes { get; set; }
}

/// <summary>What one replica may use. Limits hold where the system lets them be set; where not, <c>status</c> says so.</summary>
public sealed record ResourcesConfig
{
    /// <summary>CPUs, such as 0.5; null for no limit.</summary>
    public double? Cpu { get; set; }

    /// <summary>Memory, such as <c>512MB</c> or <c>1.5GiB</c>; null for no limit.</summary>
    public string? Memory { get; set; }

    /// <summary>GPUs, whole ones; for the target <c>kubernetes</c>. Null for none.</summary>
    public int? Gpu { get; set; }
}

/// <summary>Settings of the model server, which <c>slipway serve</c> takes as options of the same names.</summary>
public sealed record ServerConfig
{
    /// <summary>strict: ready when every model is; lenient: ready when the server is. Default: strict.</summary>
    public string? Readiness { get; set; }

    /// <summary>trace, debug, information, warning, error, critical or none. Default: information.</summary>
    public string? LogLevel { get; set; }

    /// <summary>What loaded models may take together, such as 2GB; null for no limit.</summary>
    public string? MemoryBudget { get; set; }

    /// <summary>The largest request body after decompression, in bytes. Default 64 MiB.</summary>
    public long? MaxRequestBytes { get; set; }

    /// <summary>How long requests are still taken after the order to stop. Default 0.</summary>
    public double? DrainSeconds { get; set; }

    /// <summary>Whether models that have a task are offered as tools to agents, at /mcp. Default: no.</summary>
    public bool? Mcp { get; set; }

    /// <summary>What importing one model of another framework may take. Default 4GiB.</summary>
    public string? ImportMemory { get; set; }

    /// <summary>How long importing one model may take. Default 600.</summary>
    public double? ImportSeconds { get; set; }

    /// <summary>Whether models are taken over unencrypted http:// from other machines too. Default: no.</summary>
    public bool? AllowHttp { get; set; }

    /// <summary>Certificates in PEM that sign those of registries, instead of the system's. Relative to the manifest.</summary>
    public string? CaFile { get; set; }

    /// <summary>Public keys of which one must have signed a model from a registry. Relative to the manifest.</summary>
    public List<string>? RequireSignature { get; set; }
}

/// <summary>When a replica counts as ready, dead or broken.</summary>
public sealed record HealthConfig
{
    /// <summary>How long a replica may take to become ready. Default 5 minutes.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it is asked. Default 1 second.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it may take to answer. Default 5 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Liveness checks in a row that must fail before it is restarted. Default 5.</summary>
    public int Failures { get; set; } = 5;

    /// <summary>How long it may take to end after it was told to, before it is killed. Default 60 seconds.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
