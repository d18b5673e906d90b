using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Patching;

/// <summary>JSON Patch, RFC 6902.</summary>
internal static class JsonPatch
{
    private const int MostOperations = 10_000;

    /// <exception cref="StatusException">400 for what is no patch, 422 where an operation does not fit the object.</exception>
    public static JsonObject Apply(JsonObject current, JsonNode? patch)
    {
        if (patch is not JsonArray operations)
            throw StatusException.BadRequest("a JSON patch must be a list of operations");
        if (operations.Count > MostOperations)
            throw new StatusException(
                413,
                "RequestEntityTooLarge",
                $"The allowed maximum operations in a JSON patch is {MostOperations}, got {operations.Count}"
            );
        JsonNode? root = current.DeepClone();
        foreach (var operation in operations)
            root = Operate(root, operation);
        return root as JsonObject ?? throw StatusException.BadRequest("the patch leaves no object");
    }

    private static JsonNode? Operate(JsonNode? root, JsonNode? operation)
    {
        var path = JsonPointer.Parse(operation.Text("path"));
        switch (operation.Text("op"))
        {
            case "add":
                return path.Set(root, operation.At("value")?.DeepClone(), insert: true);
            case "remove":
                path.Get(root);
                return path.Remove(root);
            case "replace":
                path.Get(root);
                return path.Set(root, operation.At("value")?.DeepClone(), insert: false);
            case "move":
                var from = JsonPointer.Parse(operation.Text("from"));
                var moved = from.Get(root)?.DeepClone();
                return path.Set(from.Remove(root), moved, insert: true);
            case "copy":
                return path.Set(root, JsonPointer.Parse(operation.Text("from")).Get(root)?.DeepClone(), insert: true);
            case "test":
                if (!JsonPaths.Same(path.Get(root), operation.At("value")))
                    throw Refused($"testing path {operation.Text("path")} failed");
                return root;
            default:
                throw StatusException.BadRequest($"unknown operation '{operation.Text("op")}' in a JSON patch");
        }
    }

    internal static StatusException Refused(string why) =>
        new(422, "Invalid", $"the server rejected our request due to an error in our request: {why}");
}
