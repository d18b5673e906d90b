using System.Text.Json.Serialization;

namespace Slipway.Models;

/// <summary>The order of loading and unloading when the versions of a model change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VersionTransition>))]
public enum VersionTransition
{
    /// <summary>The new are loaded before the old go: some version always answers, and both need memory for a while.</summary>
    [JsonStringEnumMemberName("availability-preserving")]
    AvailabilityPreserving,

    /// <summary>The old go before the new are loaded: memory for one, and a gap in which none answers.</summary>
    [JsonStringEnumMemberName("resource-preserving")]
    ResourcePreserving,
}
