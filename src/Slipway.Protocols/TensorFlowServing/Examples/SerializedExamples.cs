using System.Buffers.Binary;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>
/// Writes examples in protobuf's form (tensorflow's <c>example.proto</c>) into a BYTES tensor, one element each. The
/// context comes first in every element: protobuf reads messages that follow each other as one.
/// </summary>
internal static class SerializedExamples
{
    // Example.features.
    private const int Features = 1;

    /// <summary>Whether the model reads examples by itself.</summary>
    public static bool TakesThem(ExampleBatch batch, ModelSignature signature)
    {
        if (signature.Inputs is not [{ DataType: DataType.Bytes } input])
            return false;
        if (!input.HasUnknownRank && input.Shape.Rank != 1)
            return false;
        return batch.Columns is not [{ Kind: FeatureKind.Bytes } only] || only.Name != input.Name;
    }

    public static NamedTensor Write(ExampleBatch batch, TensorSpec input)
    {
        var context = Context(batch);
        if (context.Length * (long)batch.Count > batch.Limits.MaxContextBytes)
            throw FeatureTensors.ContextTooLarge(batch, context.Length);

        var columns = new FeatureWire[batch.Columns.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new FeatureWire(batch.Columns[i]);
        }

        using var writer = new TensorBufferWriter();
        for (var example = 0; example < batch.Count; example++)
        {
            WriteOne(batch, example, context, columns, writer);
        }

        var length = writer.WrittenLength;
        var tensor = new Tensor(DataType.Bytes, new TensorShape(batch.Count), writer.Detach(), length);
        return new NamedTensor(input.Name, tensor);
    }

    private static byte[] Context(ExampleBatch batch)
    {
        var size = 0L;
        foreach (var column in batch.Columns)
        {
            if (column.IsContext)
                size += new FeatureWire(column).Measure(column.Count);
        }

        if (size == 0)
            return [];
        if (size > batch.Limits.MaxContextBytes)
            throw FeatureTensors.ContextTooLarge(batch, size);
        var bytes = new byte[WireWriter.SizeOfField(size)];
        var wire = new WireWriter(bytes);
        wire.Head(Features, size);
        foreach (var column in batch.Columns)
        {
            if (column.IsContext)
                new FeatureWire(column).Write(column.Count, ref wire);
        }

        return bytes;
    }

    private static void WriteOne(
        ExampleBatch batch,
        int example,
        ReadOnlySpan<byte> context,
        FeatureWire[] columns,
        TensorBufferWriter writer
    )
    {
        var features = batch.FeaturesOf(example);
        var size = 0L;
        foreach (var (column, values) in features)
        {
            size += columns[column].Measure(values);
        }

        var own = features.IsEmpty ? 0 : WireWriter.SizeOfField(size);
        var length = context.Length + own;
        if (length > Array.MaxLength - BytesElements.PrefixLength)
            throw batch.TooLarge($"example {example} is over 2 GB.");

        var element = writer.GetSpan(BytesElements.PrefixLength + (int)length);
        BinaryPrimitives.WriteInt32LittleEndian(element, (int)length);
        element = element[BytesElements.PrefixLength..];
        context.CopyTo(element);
        var wire = new WireWriter(element[context.Length..]);
        if (!features.IsEmpty)
            wire.Head(Features, size);
        foreach (var (column, values) in features)
        {
            columns[column].Write(values, ref wire);
        }

        writer.Advance(BytesElements.PrefixLength + (int)length);
    }
}
