using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Cli.Inputs;

/// <summary>Fills a request from what the command line names.</summary>
internal sealed class InputReader(CliEnvironment environment)
{
    private const string StandardInput = "-";

    /// <summary>
    /// Reads what is named, before anything slow is started; null for random values, which need none.
    /// </summary>
    public async Task<byte[]?> LoadAsync(InputOptions options, CancellationToken cancellationToken)
    {
        if (options.Random)
            return null;
        var file = options.File ?? (environment.IsInputRedirected ? StandardInput : null);
        if (file is null)
        {
            throw CliException.Usage(
                "There is no input: name a file with --input, pipe one in, or use --random for made-up values."
            );
        }

        var content = await ReadAsync(file, cancellationToken);
        if (!content.AsSpan().ContainsAnyExcept(" \t\r\n"u8))
        {
            throw CliException.Usage(
                (file == StandardInput ? "Standard input" : $"The input {file}")
                    + " is empty: name a file with --input, pipe one in, or use --random for made-up values."
            );
        }

        return content;
    }

    private async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            if (file != StandardInput)
                return await File.ReadAllBytesAsync(file, cancellationToken);
            await using var input = environment.OpenInput();
            using var content = new MemoryStream();
            await input.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"The input {file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The request, which the caller owns.</summary>
    public static InferenceRequest Build(
        InputOptions options,
        byte[]? content,
        ModelSelector model,
        ModelSignature signature
    )
    {
        var request = new InferenceRequest { Model = model };
        try
        {
            if (content is null)
                RandomInput.Fill(options.Seed ?? Random.Shared.Next(), signature, request, options.Shapes);
            else
                Read(options, content, signature, request);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private static void Read(InputOptions options, byte[] content, ModelSignature signature, InferenceRequest request)
    {
        switch (options.Format == InputFormat.Auto ? Guess(options.File, content) : options.Format)
        {
            case InputFormat.Image:
                ImageInput.Read(content, signature, options.ImageScale, request);
                break;
            case InputFormat.Csv:
                CsvInput.Read(content, signature, request);
                break;
            default:
                JsonInput.Read(content, signature, request);
                break;
        }
    }

    private static InputFormat Guess(string? file, ReadOnlySpan<byte> content)
    {
        switch (Path.GetExtension(file)?.ToLowerInvariant())
        {
            case ".json":
                return InputFormat.Json;
            case ".csv":
                return InputFormat.Csv;
            case ".png" or ".jpg" or ".jpeg":
                return InputFormat.Image;
        }

        if (ImageInput.IsImage(content))
            return InputFormat.Image;
        var start = content.TrimStart(" \t\r\n\uFEFF"u8);
        return start is [(byte)'{' or (byte)'[', ..] ? InputFormat.Json : InputFormat.Csv;
    }
}
