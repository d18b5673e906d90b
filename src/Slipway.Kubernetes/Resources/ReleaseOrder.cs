using System.Text.Json;
using Slipway.Kubernetes.Api;

namespace Slipway.Kubernetes.Resources;

/// <summary>What a person wants of a service once, rather than always: the value of <see cref="SlipwayGroup.OrderAnnotation"/>, as JSON.</summary>
public sealed record ReleaseOrder
{
    /// <summary>Tells this order from the one before: it is carried out once.</summary>
    public required string Id { get; init; }

    public required ReleaseVerb Verb { get; init; }

    /// <summary>For <see cref="ReleaseVerb.Rollback"/>: to which; null: to the one before.</summary>
    public int? Revision { get; init; }

    /// <summary>For <see cref="ReleaseVerb.Split"/>: parts of the traffic by revision.</summary>
    public IReadOnlyDictionary<string, double>? Split { get; init; }

    public string Write() => JsonSerializer.Serialize(this, ResourceJson.Options);

    /// <returns>Null where it is none that can be understood.</returns>
    public static ReleaseOrder? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ReleaseOrder>(text, ResourceJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>As the commands of the same names.</summary>
public enum ReleaseVerb
{
    Promote = 0,
    Pause,
    Resume,
    Rollback,
    Split,
    Restart,
}
