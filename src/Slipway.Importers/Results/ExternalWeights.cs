using Google.Protobuf;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.Results;

/// <summary>
/// Moves the large tensors of a model into a file beside it (ONNX "external data") where the model would not fit a message
/// of protobuf, which ends at 2 GB.
/// </summary>
internal static class ExternalWeights
{
    private const long MostInside = 1L << 30;
    private const int Small = 1 << 10;

    // What memory maps want.
    private const int Alignment = 4096;

    public static void MoveOut(ModelProto model, string path)
    {
        var tensors = model.Graph.Initializer;
        if (tensors.Sum(tensor => (long)tensor.RawData.Length) <= MostInside)
            return;
        using var file = File.Create(path);
        foreach (var tensor in tensors)
        {
            if (tensor.RawData.Length < Small)
                continue;
            file.Position = (file.Position + Alignment - 1) / Alignment * Alignment;
            Point(tensor, Path.GetFileName(path), file.Position);
            tensor.RawData.WriteTo(file);
            tensor.RawData = ByteString.Empty;
        }
    }

    private static void Point(TensorProto tensor, string location, long offset)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{offset}" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
    }
}
