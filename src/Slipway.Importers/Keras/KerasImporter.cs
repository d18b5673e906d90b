using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras;

/// <summary>
/// Models of Keras: <c>.keras</c> archives and the HDF5 files of Keras 2 and 3. Their layers are mapped to ONNX operators;
/// nothing of what the file holds is executed.
/// </summary>
internal sealed class KerasImporter : IModelImporter
{
    public string Format => "keras";

    public string Expectation => "a Keras model (*.keras, *.h5)";

    public bool Recognizes(string path)
    {
        if (!File.Exists(path))
            return false;
        if (Path.GetExtension(path).ToLowerInvariant() is ".keras" or ".h5" or ".hdf5")
            return true;
        using var file = File.OpenRead(path);
        var head = new byte[8];
        var count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return Hdf5.Recognizes(head) || (KerasArchive.Recognizes(head.AsSpan(0, count)) && KerasArchive.IsOne(file));
    }

    public ImportedModel Import(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var file = KerasFile.Open(path, cancellationToken);
            return RootModel.Convert(file, cancellationToken);
        }
        catch (Exception e) when (e is not (ImportException or OperationCanceledException or OutOfMemoryException))
        {
            // The file declares what does not go together, in a way that nobody has thought of.
            throw Corrupt.File($"its parts do not go together ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
