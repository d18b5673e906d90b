using System.Text.Json;
using Slipway.Errors;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>Reads files of tokenizers, which may come from anywhere: sizes and depths are bounded, errors name the file.</summary>
internal static class TokenizerFile
{
    /// <summary>Ten times the largest that public models have.</summary>
    public const long LargestFile = 256L << 20;

    private const int DeepestJson = 64;

    public static byte[] ReadBytes(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Length > LargestFile)
            throw ServingException.TooLarge(
                $"{file.Name} has {file.Length >> 20} MB; tokenizer files of up to {LargestFile >> 20} MB are read."
            );

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServingException(
                ServingErrorCode.NotFound,
                $"{file.Name} cannot be read: put the tokenizer's files beside the model, readable by the server.",
                e
            );
        }
    }

    /// <summary>The lines, without line ends; a byte order mark is no part of the first.</summary>
    public static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(new MemoryStream(ReadBytes(path)));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    public static JsonPart ReadJson(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            var bytes = ReadBytes(path).AsMemory();
            if (bytes.Span.StartsWith("\uFEFF"u8))
                bytes = bytes[3..];

            var document = JsonDocument.Parse(
                bytes,
                new JsonDocumentOptions { MaxDepth = DeepestJson, CommentHandling = JsonCommentHandling.Disallow }
            );
            return new JsonPart(document.RootElement, name, "");
        }
        catch (JsonException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"{name} is no JSON that can be read ({e.Message}); export the tokenizer again.",
                e
            );
        }
    }

    /// <summary>What is wrong in a file, where, and what to do.</summary>
    public static ServingException Wrong(string file, string message) =>
        ServingException.InvalidArgument($"{file}: {message}");
}
