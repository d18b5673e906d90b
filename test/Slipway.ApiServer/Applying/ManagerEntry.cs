using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;

namespace Slipway.ApiServer.Applying;

/// <summary>One writer of an object and the fields that are its own: an entry of <c>metadata.managedFields</c>.</summary>
internal sealed record ManagerEntry(
    string Manager,
    string Operation,
    string Subresource,
    string ApiVersion,
    string Time,
    FieldSet Fields
)
{
    public bool Is(string manager, string operation, string subresource) =>
        Manager == manager && Operation == operation && Subresource == subresource;

    public static List<ManagerEntry> Read(JsonObject? entity) =>
        [
            .. entity
                .Objects("metadata", "managedFields")
                .Select(entry => new ManagerEntry(
                    entry.Text("manager") ?? "",
                    entry.Text("operation") ?? "Update",
                    entry.Text("subresource") ?? "",
                    entry.Text("apiVersion") ?? "",
                    entry.Text("time") ?? "",
                    FieldSet.FromJson(entry["fieldsV1"])
                )),
        ];

    /// <summary>Writes those entries that still own something.</summary>
    public static void Write(JsonObject entity, IEnumerable<ManagerEntry> entries)
    {
        var list = new JsonArray([
            .. entries
                .Where(entry => !entry.Fields.IsEmpty)
                .OrderBy(entry => entry.Operation == "Apply" ? 0 : 1)
                .ThenBy(entry => entry.Time, StringComparer.Ordinal)
                .ThenBy(entry => entry.Manager, StringComparer.Ordinal)
                .ThenBy(entry => entry.Subresource, StringComparer.Ordinal)
                .Select(entry => (JsonNode)entry.ToJson()),
        ]);
        entity.Ensure("metadata").Put("managedFields", list.Count > 0 ? list : null);
    }

    private JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["manager"] = Manager,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
            ["time"] = Time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = Fields.ToJson(),
        };
        if (Subresource.Length > 0)
            json["subresource"] = Subresource;
        return json;
    }
}
