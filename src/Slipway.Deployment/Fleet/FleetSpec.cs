using System.Text.Json.Serialization;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Fleet;

/// <summary>
/// A fleet as it is to be: the manifest with its variables, overlays and defaults worked in and its paths absolute, and for each
/// service what its replicas are started with. Made by the tool, obeyed by the supervisor.
/// </summary>
public sealed record FleetSpec
{
    public required string Name { get; init; }

    /// <summary>The folder of the manifest.</summary>
    public required string Directory { get; init; }

    public required FleetManifest Manifest { get; init; }

    /// <summary>By service.</summary>
    public required IReadOnlyDictionary<string, ServiceLaunch> Launches { get; init; }

    /// <summary>The gateway's program.</summary>
    public required ProgramSpec Gateway { get; init; }
}

/// <summary>A program and the arguments that come first.</summary>
public sealed record ProgramSpec
{
    /// <summary>An executable; <c>dotnet</c> for a library, which is then the first argument.</summary>
    public required string File { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }
}

/// <summary>What a service's replicas are started with.</summary>
public sealed record ServiceLaunch
{
    public required LaunchKind Kind { get; init; }

    /// <summary>Where it is from, as the manifest or the command says it; for people.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The model's file or folder, or the project's built folder: it is copied into the revision, so that what a revision runs
    /// never changes. Of an image the folder with the golden requests of the model that it was made of, <c>requests</c>. Null where
    /// there is none.
    /// </summary>
    public string? Content { get; init; }

    /// <summary>The address of a model, or the reference by which an image is pulled; null where it is the content that runs.</summary>
    public string? Address { get; init; }

    /// <summary>
    /// Of an image, <c>sha256:…</c>: the container engine's id of it, since a reference may mean another image tomorrow. Null: whatever
    /// the reference means when a replica is started.
    /// </summary>
    public string? Digest { get; init; }

    /// <summary>The model server's program, or for a project the file within its content that is run; of an image neither.</summary>
    public required ProgramSpec Program { get; init; }
}

/// <summary>What a service is made of.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LaunchKind>))]
public enum LaunchKind
{
    /// <summary>The model server with a model.</summary>
    Model = 0,

    /// <summary>A program of the user's own that takes the options of <c>slipway serve</c>.</summary>
    Project,

    /// <summary>A container image.</summary>
    Image,
}
