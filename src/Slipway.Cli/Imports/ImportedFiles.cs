namespace Slipway.Cli.Imports;

/// <summary>Puts what an import left in its folder where the user wants it.</summary>
internal static class ImportedFiles
{
    /// <summary>
    /// The first signature under the name that was asked for, the others beside it, and weights beside both; the result with
    /// the paths as they are then.
    /// </summary>
    /// <exception cref="CliException">A file cannot be written.</exception>
    public static ImportResult Place(ImportResult imported, string staging, string output)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(output)!);
            var placed = new List<ImportedSignature>();
            foreach (var signature in imported.Signatures)
            {
                var target =
                    placed.Count == 0 ? output : Path.ChangeExtension(output, FileName(signature.Name) + ".onnx");
                var source = Path.Combine(staging, signature.File);
                File.Move(source, target, overwrite: true);
                // The model names its weights by their file's name.
                var weights = source + ".weights";
                if (File.Exists(weights))
                    File.Move(weights, Path.Combine(Path.GetDirectoryName(output)!, Path.GetFileName(weights)), true);
                placed.Add(signature with { File = target });
            }

            return imported with
            {
                Signatures = placed,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failure, $"{output} cannot be written: {e.Message}", e);
        }
    }

    private static string FileName(string signature) =>
        string.Concat(signature.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
}
