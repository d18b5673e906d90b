using System.Text.Json;
using Slipway.Importers.Keras.Weights;

namespace Slipway.Importers.Keras.Reading;

/// <summary>A Keras file that has been opened: what the model is, and where its weights are.</summary>
/// <param name="Config">The model: <c>class_name</c> and <c>config</c>.</param>
/// <param name="Version">The version of Keras that wrote it; null where it does not say.</param>
/// <param name="Weights">The weights of the model; the streams behind it stay open.</param>
internal sealed record KerasFile(JsonElement Config, string? Version, IWeightScope Weights) : IDisposable
{
    /// <summary>What keeps the file open.</summary>
    public required IDisposable Source { get; init; }

    /// <summary>How kernels of convolutions are to be read.</summary>
    public KernelForm Kernels { get; init; }

    /// <summary>Whether layers mean what they meant before Keras 3.</summary>
    public bool IsKeras2 => Version is null || Version.StartsWith("2.", StringComparison.Ordinal) || Version[0] is '1';

    public void Dispose() => Source.Dispose();

    /// <summary>Opens a file by its content, whatever its name is: Keras has called both forms <c>.keras</c>.</summary>
    /// <exception cref="ImportException">It is neither form, or damaged.</exception>
    public static KerasFile Open(string path, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(path);
        try
        {
            var head = new byte[8];
            var count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            file.Position = 0;
            if (KerasArchive.Recognizes(head.AsSpan(0, count)))
                return KerasArchive.Open(file, cancellationToken);
            if (Hdf5.Recognizes(head))
                return LegacyFile.Open(file);
            throw Corrupt.File($"'{Path.GetFileName(path)}' is neither a Keras archive nor an HDF5 file.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
