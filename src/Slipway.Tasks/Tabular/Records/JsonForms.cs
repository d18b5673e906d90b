using System.Text.Json;
using Slipway.Errors;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Tabular.Answers;
using Slipway.Tasks.Tabular.Columns;

namespace Slipway.Tasks.Tabular.Records;

/// <summary>
/// The forms that records come in as JSON: a record, a list, <c>records</c>, columns with lists, and those of MLflow
/// (<c>dataframe_split</c>, <c>dataframe_records</c>, <c>instances</c>, <c>inputs</c>) and Hugging Face (<c>inputs</c> with
/// <c>data</c>).
/// </summary>
internal static class JsonForms
{
    /// <exception cref="ServingException">InvalidArgument: it is none of them.</exception>
    public static (IEnumerable<TableRecord> Records, AnswerForm Form) Read(TableLayout layout, JsonElement root)
    {
        var records = new JsonRecords(layout);
        if (root.ValueKind == JsonValueKind.Array)
            return (records.List(root), AnswerForm.List);
        if (root.ValueKind != JsonValueKind.Object)
            return ([records.One(root, "")], AnswerForm.One);
        if (Has("records", JsonValueKind.Array, out var value))
            return (records.List(value), AnswerForm.List);
        if (
            Has("dataframe_records", JsonValueKind.Array, out value) || Has("instances", JsonValueKind.Array, out value)
        )
            return (records.List(value), AnswerForm.Predictions);
        if (Has("dataframe_split", JsonValueKind.Object, out value))
            return (records.Split(Member(value, "columns"), Member(value, "data")), AnswerForm.Predictions);
        if (Has("inputs", JsonValueKind.Array, out value))
            return (records.List(value), AnswerForm.Predictions);
        if (Has("inputs", JsonValueKind.Object, out value))
        {
            return value.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                ? (records.Columns(data) ?? [records.One(data, "")], AnswerForm.Values)
                : (records.Columns(value) ?? [records.One(value, "")], AnswerForm.Predictions);
        }

        return records.Columns(root) is { } columns
            ? (columns, AnswerForm.List)
            : ([records.One(root, "")], AnswerForm.One);

        // A column of that name comes first; what stands beside would be without effect.
        bool Has(string name, JsonValueKind kind, out JsonElement value)
        {
            value = default;
            if (layout.Find(name) >= 0 || !root.TryGetProperty(name, out value) || value.ValueKind != kind)
                return false;
            foreach (var other in root.EnumerateObject())
            {
                if (other.Name != name)
                    throw ServingException.InvalidArgument($"'{Shown.Of(other.Name)}' is not known beside '{name}'.");
            }

            return true;
        }
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value)
            ? value
            : throw ServingException.InvalidArgument($"'dataframe_split' needs '{name}'.");
}
