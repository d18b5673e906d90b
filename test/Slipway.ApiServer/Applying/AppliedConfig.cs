using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Schemas;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Applying;

/// <summary>The configuration that a manager applies: what it says, without what only the server says.</summary>
internal static class AppliedConfig
{
    /// <exception cref="StatusException">It names another object, carries managedFields, or has fields that the kind has not.</exception>
    public static JsonObject Read(ResourceKind kind, ObjectKey key, JsonObject body)
    {
        var config = body.DeepClone().AsObject();
        if (config.Text("apiVersion") != kind.ApiVersion || config.Text("kind") != kind.Kind)
            throw StatusException.BadRequest(
                $"an applied configuration must name apiVersion {kind.ApiVersion} and kind {kind.Kind}"
            );
        if (config["metadata"] is not (null or JsonObject))
            throw StatusException.BadRequest("metadata must be an object");
        var metadata = config.Ensure("metadata");
        if (metadata["managedFields"] is JsonArray { Count: > 0 })
            throw StatusException.BadRequest("metadata.managedFields must be nil");
        if ((metadata.Text("name") ?? key.Name) != key.Name)
            throw StatusException.BadRequest(
                $"the name of the object ({metadata.Text("name")}) does not match the name on the URL ({key.Name})"
            );
        if (kind.Namespaced && (metadata.Text("namespace") ?? key.Namespace) != key.Namespace)
            throw StatusException.BadRequest(
                "the namespace of the provided object does not match the namespace sent on the request"
            );
        if (kind.Schema is { } schema && SchemaPruner.Prune(schema, config) is [var unknown, ..])
        {
            // The real server has no better code for it either.
            throw new StatusException(
                500,
                "InternalError",
                $"failed to create typed patch object ({key.Namespace}/{key.Name}; {kind.ApiVersion}, Kind={kind.Kind}): .{unknown}: field not declared in schema"
            );
        }

        metadata["name"] = key.Name;
        if (kind.Namespaced)
            metadata["namespace"] = key.Namespace;
        foreach (var name in (string[])["creationTimestamp", "uid", "generation", "selfLink", "managedFields"])
            metadata.Remove(name);
        return config;
    }
}
