using System.Text.Json;

namespace Slipway.Cli.Predict;

/// <summary>How far a run has come: what <c>--resume</c> goes on from. Kept beside the output.</summary>
/// <param name="Input">The input's full path.</param>
/// <param name="InputBytes">Its length, and</param>
/// <param name="InputModified">when it was changed last: another file is not gone on with.</param>
/// <param name="Model">The model, and</param>
/// <param name="Version">its version: answers of two are not mixed.</param>
/// <param name="Rows">Rows that are done, from the first on.</param>
/// <param name="BadRows">Those among them that were refused.</param>
/// <param name="OutputBytes">Bytes of the answers of these rows.</param>
/// <param name="ErrorBytes">Bytes of the side file of these rows.</param>
internal sealed record Checkpoint(
    string Input,
    long InputBytes,
    DateTime InputModified,
    string Model,
    long Version,
    long Rows,
    long BadRows,
    long OutputBytes,
    long ErrorBytes
)
{
    public static Checkpoint Start(string input, string model, long version)
    {
        var file = new FileInfo(input);
        return new Checkpoint(file.FullName, file.Length, file.LastWriteTimeUtc, model, version, 0, 0, 0, 0);
    }

    /// <summary>Null where there is none.</summary>
    public static Checkpoint? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), PredictContracts.Default.Checkpoint);
        }
        catch (JsonException e)
        {
            throw CliException.Usage($"{path} cannot be read; delete it and start anew with --overwrite.", e);
        }
    }

    /// <summary>Writes it whole or not at all.</summary>
    public void Write(string path)
    {
        var next = path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, PredictContracts.Default.Checkpoint));
        File.Move(next, path, overwrite: true);
    }

    /// <exception cref="CliException">This run is of something else than <paramref name="now"/>.</exception>
    public void CheckContinues(Checkpoint now)
    {
        if (now.Input != Input || now.InputBytes != InputBytes || now.InputModified != InputModified)
        {
            throw CliException.Usage(
                $"The run that was interrupted read {Input}, which is another file or was changed since; start anew with "
                    + "--overwrite."
            );
        }

        if (now.Model != Model || now.Version != Version)
        {
            throw CliException.Usage(
                $"The run that was interrupted asked version {Version} of '{Model}', and this one would ask version "
                    + $"{now.Version} of '{now.Model}': name it with --version, or start anew with --overwrite."
            );
        }
    }
}
