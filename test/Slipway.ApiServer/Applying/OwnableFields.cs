using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Applying;

/// <summary>Which fields have owners at all: not those that name the object, nor the server's, nor what a subresource cannot write.</summary>
internal static class OwnableFields
{
    private static readonly string[] ServersOwn =
    [
        "name",
        "namespace",
        "creationTimestamp",
        "selfLink",
        "uid",
        "clusterName",
        "generation",
        "generateName",
        "managedFields",
        "resourceVersion",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ];

    public static FieldSet Of(ResourceKind kind, FieldSet fields, string subresource)
    {
        var result = new FieldSet();
        foreach (var (element, child) in fields.Children)
        {
            if (element is "f:apiVersion" or "f:kind")
                continue;
            if (subresource == "status" && element != "f:status")
                continue;
            if (subresource.Length == 0 && kind.HasStatus && element == "f:status")
                continue;
            var kept = element == "f:metadata" ? Metadata(child) : child;
            if (!kept.IsEmpty)
                result.Children[element] = kept;
        }

        return result;
    }

    private static FieldSet Metadata(FieldSet metadata)
    {
        var result = new FieldSet();
        foreach (var (element, child) in metadata.Children)
        {
            if (!ServersOwn.Contains(element[2..]))
                result.Children[element] = child;
        }

        return result;
    }
}
