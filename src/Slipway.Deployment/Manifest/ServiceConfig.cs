namespace Slipway.Deployment.Manifest;

/// <summary>One service: what it serves, how many there are of it, and how it is released.</summary>
public sealed record ServiceConfig
{
    /// <summary>A model file, package or repository, or its address (<c>oci://</c>, <c>s3://</c>, …). Paths are relative to the manifest.</summary>
    public string? Model { get; set; }

    /// <summary>A project in C# that serves handlers, or its published folder. Relative to the manifest.</summary>
    public string? Project { get; set; }

    /// <summary>A container image, by its reference; for the target <c>container</c>.</summary>
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
}

/// <summary>What one replica may use. Limits hold where the system lets them be set; where not, <c>status</c> says so.</summary>
public sealed record ResourcesConfig
{
    /// <summary>CPUs, such as 0.5; null for no limit.</summary>
    public double? Cpu { get; set; }

    /// <summary>Memory, such as <c>512MB</c> or <c>1.5GiB</c>; null for no limit.</summary>
    public string? Memory { get; set; }
}

/// <summary>Settings of the model server, which <c>slipway serve</c> takes as options of the same names.</summary>
public sealed record ServerConfig
{
    public string? Readiness { get; set; }

    public string? LogLevel { get; set; }

    public string? MemoryBudget { get; set; }

    public long? MaxRequestBytes { get; set; }

    public double? DrainSeconds { get; set; }

    public bool? Mcp { get; set; }

    public string? ImportMemory { get; set; }

    public double? ImportSeconds { get; set; }

    public bool? AllowHttp { get; set; }

    public string? CaFile { get; set; }

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
