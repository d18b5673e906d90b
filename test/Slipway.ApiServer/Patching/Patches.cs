using System.Text.Json.Nodes;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Patching;

/// <summary>The patches that say what changes, by their media types.</summary>
internal static class Patches
{
    /// <exception cref="StatusException">No such media type, or not for this kind: 415.</exception>
    public static Func<JsonObject, JsonObject> Of(string mediaType, ResourceKind kind, JsonNode? patch) =>
        mediaType switch
        {
            "application/json-patch+json" => current => JsonPatch.Apply(current, patch),
            "application/merge-patch+json" when patch is JsonObject => current =>
                MergePatch.Apply(current, patch)!.AsObject(),
            // A definition says nothing of keys by which its lists could be merged this way.
            "application/strategic-merge-patch+json" when patch is JsonObject map && !kind.IsCustom => current =>
                StrategicMergePatch.Apply(kind.Schema, current, map),
            "application/merge-patch+json"
            or "application/strategic-merge-patch+json" when !kind.IsCustom || patch is not JsonObject =>
                throw StatusException.BadRequest("the patch must be an object"),
            _ => throw StatusException.UnsupportedMediaType(mediaType),
        };
}
