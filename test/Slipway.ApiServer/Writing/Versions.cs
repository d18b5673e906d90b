using System.Text.Json.Nodes;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Writing;

/// <summary>An object in another version of its kind: the strategy None, by which only the apiVersion differs.</summary>
internal static class Versions
{
    public static JsonObject Of(ResourceKind kind, JsonObject content)
    {
        content["apiVersion"] = kind.ApiVersion;
        return content;
    }
}
