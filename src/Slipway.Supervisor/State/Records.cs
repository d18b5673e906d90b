using System.Text.Json.Serialization;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Scaling;
using Slipway.Supervisor.Releases;

namespace Slipway.Supervisor.State;

/// <summary>What is kept of a service beside its revisions.</summary>
internal sealed record ServiceRecord
{
    public required string Name { get; init; }

    /// <summary>The last number that was given to a revision; numbers are never given twice.</summary>
    public int LastRevision { get; init; }

    /// <summary>The revision that has the traffic outside of rollouts; 0 for none yet.</summary>
    public int Stable { get; init; }

    /// <summary>
    /// The key of what the manifest said the last time. Only another one makes a revision, so that what was deployed by hand since
    /// is not undone by an 'up' that brings nothing new.
    /// </summary>
    public string? Declared { get; init; }

    /// <summary>By hand; null: as the manifest says.</summary>
    public int? Replicas { get; init; }

    /// <summary>By hand, by revision; null: as the rollout says.</summary>
    public Dictionary<int, double>? Split { get; init; }

    /// <summary>Replicas of an earlier one are replaced: raised by a restart.</summary>
    public int Epoch { get; init; }

    /// <summary>What scaling by demand remembers; null where there is none, or it has not begun.</summary>
    public ScalingState? Scaling { get; init; }

    /// <summary>The release that goes on or was the last; null for none.</summary>
    public ReleaseRecord? Release { get; init; }

    /// <summary>The stable revision before this one; null for none.</summary>
    public int? Previous { get; init; }

    /// <summary>An old revision that is kept running for a while.</summary>
    public KeptRevision? Kept { get; init; }
}

/// <summary>An old revision that is kept running, without traffic.</summary>
internal sealed record KeptRevision(int Revision, DateTimeOffset Until);

/// <summary>A revision: what it runs never changes.</summary>
internal sealed record RevisionRecord
{
    public required string Service { get; init; }

    public required int Number { get; init; }

    public required ServiceLaunch Launch { get; init; }

    /// <summary>The part of the configuration that belongs to the revision: environment, arguments, server, resources.</summary>
    public required ServiceConfig Config { get; init; }

    /// <summary>What tells it from others, content's digest included.</summary>
    public required string Key { get; init; }

    /// <summary>Of the content; null for addresses and images.</summary>
    public string? Digest { get; init; }

    /// <summary>The copy of the content that it runs; null for addresses and images.</summary>
    public string? Content { get; init; }

    /// <summary>The package whose golden requests it answers; null where it is not here.</summary>
    [JsonIgnore]
    public string? Package => Launch.Kind == LaunchKind.Image ? Path.GetDirectoryName(Content) : Content;

    public required DateTimeOffset Created { get; init; }
}

/// <summary>A replica that was started and has not been told to have ended.</summary>
internal sealed record ReplicaRecord
{
    public required string Name { get; init; }

    /// <summary><c>gateway</c> for the gateway's.</summary>
    public required string Service { get; init; }

    public required int Revision { get; init; }

    public required int Index { get; init; }

    public required int Epoch { get; init; }

    /// <summary>Null until it is started.</summary>
    public string? Identity { get; init; }

    public required int HttpPort { get; init; }

    public required int GrpcPort { get; init; }

    public DateTimeOffset? Started { get; init; }

    public int Restarts { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(DurationConverter)]
)]
[JsonSerializable(typeof(ServiceRecord))]
[JsonSerializable(typeof(RevisionRecord))]
[JsonSerializable(typeof(ReplicaRecord))]
internal sealed partial class StateJson : JsonSerializerContext;
