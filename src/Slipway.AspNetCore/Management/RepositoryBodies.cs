using System.Text.Json.Serialization;
using Slipway.Serving.Control;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.Management;

/// <summary>
/// An entry of Triton's "Repository Index": a version, or a model that has none. <see cref="Labels"/> and
/// <see cref="Cause"/> are ours.
/// </summary>
internal sealed record RepositoryEntryBody(string Name, string? Version, string State, string? Reason)
{
    public const string Ready = "READY";

    /// <summary>The labels that name the version.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The machine-readable cause of a failed load, or of an illness.</summary>
    public string? Cause { get; init; }

    public static IEnumerable<RepositoryEntryBody> From(ModelIndexEntry model) =>
        model.Versions.Count > 0
            ? model.Versions.Reverse().Select(version => From(version, model.IsUnloaded))
            :
            [
                new RepositoryEntryBody(
                    model.Name,
                    null,
                    "UNAVAILABLE",
                    model.IsUnloaded ? "unloaded" : "no version is whole yet"
                ),
            ];

    private static RepositoryEntryBody From(ModelStatus status, bool isUnloaded) =>
        new(status.Name, status.Version.ToString(null, null), StateOf(status), ReasonOf(status, isUnloaded))
        {
            Labels = status.Labels.Count > 0 ? status.Labels : null,
            Cause = (status.Fault ?? status.Error) is { } error ? error.Reason ?? error.Code.ToString() : null,
        };

    private static string StateOf(ModelStatus status) =>
        status.State switch
        {
            ServableState.Loading => "LOADING",
            ServableState.Available when status.IsReady => Ready,
            ServableState.Unloading => "UNLOADING",
            _ => "UNAVAILABLE",
        };

    private static string? ReasonOf(ModelStatus status, bool isUnloaded)
    {
        if (status.Fault is { } fault)
            return fault.Message;
        if (status.Error is { } error)
            return status.IsAvailable ? $"its replacement failed: {error.Message}" : error.Message;
        if (status.State == ServableState.Start)
            return status.IsOnDemand ? "loaded by its first request" : "waiting to be loaded";
        return isUnloaded ? "unloaded" : null;
    }
}

/// <summary>What a label is to name.</summary>
internal sealed record LabelBody(long? Version);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(IReadOnlyList<RepositoryEntryBody>))]
[JsonSerializable(typeof(LabelBody))]
internal sealed partial class RepositoryContext : JsonSerializerContext;
