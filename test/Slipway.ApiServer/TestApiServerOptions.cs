namespace Slipway.ApiServer;

/// <summary>How the stand-in behaves; the defaults are those of an open cluster.</summary>
public sealed record TestApiServerOptions
{
    /// <summary>The time that timestamps, watches and workloads go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Of generated names, uids and faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Writes that the history keeps; at least 4. A watch that falls further behind is expired.</summary>
    public int HistoryLimit { get; init; } = 100_000;

    /// <summary>How often a watch that allows it gets a bookmark.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a watch lasts that says nothing of it.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The minor version that <c>/version</c> tells: 1.MINOR.</summary>
    public int Minor { get; init; } = 34;

    /// <summary>Groups that this cluster has not, such as <c>gateway.networking.k8s.io</c>.</summary>
    public IReadOnlyList<string> MissingGroups { get; init; } = [];

    /// <summary>Whether deployments get pods, pods run, and services get endpoints.</summary>
    public bool Workloads { get; init; }

    /// <summary>How many nodes there are at first, where workloads run.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Whether requests need a token, and roles that allow them.</summary>
    public bool Authorisation { get; init; }
}
