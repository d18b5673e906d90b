using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Serving.Lifecycle;
using Slipway.Tasks;

namespace Slipway.AspNetCore.Mcp;

/// <summary>A model as agents see it.</summary>
/// <param name="Name">Unique; of the characters that every client takes.</param>
/// <param name="Model">The model's own name.</param>
/// <param name="Typed">What it takes and gives.</param>
/// <param name="Description">What the model's author says of it; null for nothing.</param>
internal sealed record McpTool(string Name, string Model, TypedDescription Typed, string? Description)
{
    // What the interfaces of language models take, which is less than the protocol does.
    private const int LongestName = 64;
    private const int MostLabels = 50;

    /// <summary>Whether calling it changes nothing; false where that is not known.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>One for each model that is available and has a typed side, by name.</summary>
    /// <param name="statuses">All versions.</param>
    /// <param name="tasks">Names of tasks, which only compute.</param>
    public static IReadOnlyList<McpTool> List(IEnumerable<ModelStatus> statuses, IReadOnlyCollection<string> tasks) =>
        [
            .. statuses
                .Where(status => status.IsAvailable)
                .GroupBy(status => status.Name, StringComparer.Ordinal)
                // The version that a request without one reaches.
                .Select(versions => versions.MaxBy(status => status.Version)!)
                .Where(status => status.Typed is not null)
                .Select(status => new McpTool(
                    NameOf(status.Name),
                    status.Name,
                    status.Typed!,
                    status.Package?.Config.Description ?? status.Details?.Description
                )
                {
                    IsReadOnly = tasks.Contains(status.Typed!.Task),
                })
                .OrderBy(tool => tool.Name, StringComparer.Ordinal),
        ];

    /// <summary>Writes the tool as <c>tools/list</c> shows it.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WriteString("title"u8, Model);
        writer.WriteString("description"u8, Describe());
        writer.WritePropertyName("inputSchema"u8);
        WriteObjectSchema(writer, Typed.RequestSchema);
        if (TypeOf(Typed.ResponseSchema) is not null)
        {
            writer.WritePropertyName("outputSchema"u8);
            WriteObjectSchema(writer, Typed.ResponseSchema);
        }

        writer.WriteStartObject("annotations"u8);
        writer.WriteString("title"u8, Model);
        if (IsReadOnly)
        {
            writer.WriteBoolean("readOnlyHint"u8, true);
            writer.WriteBoolean("openWorldHint"u8, false);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private string Describe()
    {
        var text = new StringBuilder(Typed.Summary);
        if (!string.IsNullOrWhiteSpace(Description) && Description != Typed.Summary)
            text.Append("\n\n").Append(Description);
        if (Typed.Labels.Count > 0)
        {
            text.Append("\n\nLabels: ").AppendJoin(", ", Typed.Labels.Take(MostLabels));
            if (Typed.Labels.Count > MostLabels)
                text.Append(", … (").Append(Typed.Labels.Count).Append(')');
        }

        return text.ToString();
    }

    // Older revisions and their clients look for the word: "object" alone, where a schema may have it beside "null".
    private static void WriteObjectSchema(Utf8JsonWriter writer, JsonElement schema)
    {
        if (TypeOf(schema) is JsonValueKind.String)
        {
            schema.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "object"u8);
        if (schema.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in schema.EnumerateObject())
            {
                if (member.Name != "type")
                    member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>How the schema says that it is of objects, as a text or in a list; null where it does not.</summary>
    private static JsonValueKind? TypeOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type"u8, out var type))
            return null;
        return type.ValueKind switch
        {
            JsonValueKind.String when type.ValueEquals("object"u8) => JsonValueKind.String,
            JsonValueKind.Array when type.EnumerateArray().Any(item => item.ValueEquals("object"u8)) =>
                JsonValueKind.Array,
            _ => null,
        };
    }

    /// <summary>The tool's name of a model.</summary>
    // Two models must not fall together: what had to be replaced is told apart by a hash.
    public static string NameOf(string model)
    {
        var clean = string.Create(
            Math.Min(model.Length, LongestName),
            model,
            static (name, model) =>
            {
                for (var i = 0; i < name.Length; i++)
                {
                    name[i] = char.IsAsciiLetterOrDigit(model[i]) || model[i] is '-' or '_' ? model[i] : '_';
                }
            }
        );
        if (clean == model)
            return model;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model)).AsSpan(0, 4));
        return $"{clean[..Math.Min(clean.Length, LongestName - 9)]}-{hash}";
    }
}
