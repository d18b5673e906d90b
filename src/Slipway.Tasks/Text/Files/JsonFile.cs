using System.Text.Json;
using Slipway.Errors;

namespace Slipway.Tasks.Text.Files;

/// <summary>Reads the small JSON files beside a model, with a limit to their size.</summary>
internal static class JsonFile
{
    private const long Largest = 16 << 20;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 64,
    };

    /// <exception cref="ServingException">It is too large or no JSON; the message names the file.</exception>
    public static JsonDocument Read(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            if (new FileInfo(path).Length > Largest)
                throw Wrong(name, "it is over 16 MB");
            using var file = File.OpenRead(path);
            return JsonDocument.Parse(file, Options);
        }
        catch (JsonException e)
        {
            throw Wrong(name, $"it is no JSON (line {e.LineNumber + 1})", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(name, "it cannot be read", e);
        }
    }

    public static ServingException Wrong(string name, string problem, Exception? inner = null) =>
        new(ServingErrorCode.FailedPrecondition, $"The file {name} beside the model is wrong: {problem}.", inner)
        {
            Reason = "invalid-task-file",
        };

    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>Null where it is missing, or no whole number of 32 bits.</summary>
    public static int? Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : null;

    public static bool IsTrue(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.True;
}
