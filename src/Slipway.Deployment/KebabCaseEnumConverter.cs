using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Deployment;

/// <summary>Members of an enum as words with hyphens: <c>blue-green</c>.</summary>
public sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, false)
    where T : struct, Enum;
