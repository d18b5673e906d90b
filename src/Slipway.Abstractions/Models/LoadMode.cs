using System.Text.Json.Serialization;

namespace Slipway.Models;

/// <summary>When the versions of a model are loaded.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LoadMode>))]
public enum LoadMode
{
    /// <summary>As soon as they are found; the server is not ready before.</summary>
    [JsonStringEnumMemberName("startup")]
    Startup,

    /// <summary>
    /// With the first request, which waits; unloaded again where the memory budget needs the room. Such a model does
    /// not count for readiness.
    /// </summary>
    [JsonStringEnumMemberName("on-demand")]
    OnDemand,
}
