using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Documents;

/// <summary>
/// Events are kept once and served twice: as <c>v1</c>, and as <c>events.k8s.io/v1</c> under names of its own for the same
/// fields (kubernetes, <c>pkg/apis/core/v1</c> and <c>pkg/apis/events/v1</c>, conversion.go).
/// </summary>
internal static class EventVersions
{
    public const string Group = "events.k8s.io";

    private static readonly (string Core, string New)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("reportingComponent", "reportingController"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
    ];

    /// <summary>An event, or a patch of one, as it is kept.</summary>
    public static JsonNode? ToCore(JsonNode? body)
    {
        if (body is not JsonObject given)
            return body;
        var result = Rename(given, static name => Array.Find(Names, pair => pair.New == name).Core);
        if (result.ContainsKey("apiVersion"))
            result["apiVersion"] = "v1";
        return result;
    }

    public static JsonObject FromCore(JsonObject stored)
    {
        var result = Rename(stored, static name => Array.Find(Names, pair => pair.Core == name).New);
        result["apiVersion"] = $"{Group}/v1";
        return result;
    }

    private static JsonObject Rename(JsonObject from, Func<string, string?> other)
    {
        var result = new JsonObject();
        foreach (var (name, value) in from)
            result[other(name) ?? name] = value?.DeepClone();
        return result;
    }
}
